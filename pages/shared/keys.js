// `f` goes to the filters, `/` to the search, `?` opens the help; typing into a field is left alone.
const TARGETS = { f: ".st-key-filter-bar button", "/": ".st-key-search input", "?": ".st-key-help button" };

export default function ({ parentElement }) {
  const listen = (event) => {
    const typing = event.target.closest("input, textarea, [contenteditable=true]");
    const found = !typing && !event.ctrlKey && !event.metaKey && !event.altKey && TARGETS[event.key];
    const target = found && document.querySelector(found);
    if (!target) return;
    event.preventDefault();
    target.focus();
    if (event.key === "?") target.click();
  };
  document.addEventListener("keydown", listen);
  parentElement.dataset.listens = ""; // So that whoever drives the page can tell.
  return () => document.removeEventListener("keydown", listen);
}
