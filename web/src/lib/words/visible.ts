// Text that does nothing but be read.
//
// Owns: which characters command a screen or turn the order of letters around, and how they are shown: as U+FFFD, one
// for one, so that positions stay. In: text; the document. Out: the same with such characters in sight. Refuses: to
// change what is sent to the book; only what is shown.
//
// The set is that of the commands (crates/ledger/src/printable.rs), carriage returns aside, which a page shows as space.
const COMMANDS = '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]';
const ONE = new RegExp(COMMANDS);
const ALL = new RegExp(COMMANDS, 'g');

export const visible = (text: string): string => (ONE.test(text) ? text.replace(ALL, '\ufffd') : text);

/** Attributes that are shown or spoken. */
const SHOWN = ['title', 'aria-label', 'placeholder', 'alt', 'label'];

function clean(node: Node) {
  if (node instanceof CharacterData) {
    if (ONE.test(node.data)) node.data = visible(node.data);
  } else if (node instanceof Element) {
    for (const name of SHOWN) {
      const value = node.getAttribute(name);
      if (value !== null && ONE.test(value)) node.setAttribute(name, visible(value));
    }
    for (const child of node.childNodes) clean(child);
  }
}

/** Has every text of a document shown so, whichever page writes it, before it is painted. */
export function watch(root: Element) {
  clean(root);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(clean);
      else clean(change.target);
    }
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SHOWN });
}
