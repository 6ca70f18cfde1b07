// Reads CSV as RFC 4180 has it: rows by the names of the first line.
export function parse(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') (cell += '"'), (i += 1);
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') rows.at(-1)!.push(cell), (cell = '');
    else if (c === '\n') rows.at(-1)!.push(cell), (cell = ''), rows.push([]);
    else if (c !== '\r') cell += c;
  }
  if (cell || rows.at(-1)!.length) rows.at(-1)!.push(cell);
  const [names, ...rest] = rows.filter((r) => r.length);
  return rest.map((r) => Object.fromEntries((names ?? []).map((n, i) => [n, r[i] ?? ''])));
}
