// Pointing at words shows their part of the record, and the other way round. Without script the links still work.
(() => {
  const words = new Map();
  for (const a of document.querySelectorAll('.text a[data-keys]'))
    for (const key of a.dataset.keys.split(' '))
      (words.get(key) ?? words.set(key, []).get(key)).push(a);
  let lit = [];
  const clear = () => { for (const e of lit) e.classList.remove('on'); lit = []; };
  const light = (elements) => { clear(); for (const e of elements) { e.classList.add('on'); lit.push(e); } };
  const point = (target) => {
    const run = target.closest('.text a[data-keys]');
    if (run) {
      const part = document.getElementById(run.dataset.keys.split(' ')[0]);
      return light(part ? [part, ...(words.get(part.id) ?? [])] : []);
    }
    const part = target.closest('[data-key]');
    if (part) return light([...(words.get(part.dataset.key) ?? [])]);
    clear();
  };
  document.addEventListener('pointerover', (e) => point(e.target));
  document.addEventListener('focusin', (e) => point(e.target));
})();
