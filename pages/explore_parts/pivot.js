// Draws the pivot table from plain values, text only; arrow keys move between its cells, Enter or a click chooses one.
function node(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== "") made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function heads(data) {
  const thead = node("thead", {});
  for (const line of data.heads) {
    const row = node("tr", {});
    for (const head of line)
      row.append(node("th", { scope: head.columns > 1 ? "colgroup" : "col", colspan: head.columns, rowspan: head.rows, title: head.hover, class: head.kind }, head.text));
    thead.append(row);
  }
  return thead;
}

function cell(one, data) {
  const chosen = data.chosen.includes(one.id);
  const made = node("td", { class: [one.kind, one.state, chosen ? "chosen" : ""].join(" ").trim(), title: one.hover });
  if (one.id === null) { made.textContent = one.text; return made; }
  const button = node("button", { type: "button", tabindex: "-1", "aria-pressed": chosen, "aria-label": one.hover.replaceAll("\n", ", ") });
  button.append(node("span", {}, one.text));
  if (one.beside) button.append(node("small", {}, one.beside));
  button.dataset.id = one.id;
  made.append(button);
  return made;
}

function body(data) {
  const tbody = node("tbody", {});
  for (const line of data.body) {
    const row = node("tr", { class: line.kind });
    for (const head of line.heads)
      row.append(node("th", { scope: head.rows > 1 ? "rowgroup" : "row", rowspan: head.rows, colspan: head.columns }, head.text));
    for (const one of line.cells) row.append(cell(one, data));
    tbody.append(row);
  }
  return tbody;
}

// One stop for the Tab key in the whole table; the arrows go on from there.
function walk(table) {
  const buttons = [...table.querySelectorAll("button")];
  const first = table.querySelector("button[aria-pressed=true]") || buttons[0];
  if (first) first.tabIndex = 0;
  const go = (from, to) => { if (!to) return; from.tabIndex = -1; to.tabIndex = 0; to.focus(); };
  table.onkeydown = (event) => {
    const here = event.target.closest("button");
    if (!here) return;
    const row = here.closest("tr"), place = [...row.querySelectorAll("button")].indexOf(here);
    const beside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const ends = { Home: 0, End: -1 }[event.key];
    if (beside) go(here, row.querySelectorAll("button")[place + beside]);
    else if (next) go(here, row[next]?.querySelectorAll("button")[place]);
    else if (ends !== undefined) go(here, [...row.querySelectorAll("button")].at(ends));
    else return;
    event.preventDefault();
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const frame = parentElement.querySelector(".frame");
  const { scrollLeft, scrollTop } = frame;
  const focused = parentElement.activeElement?.dataset?.id;
  const table = node("table", {});
  table.append(node("caption", {}, data.caption), heads(data), body(data));
  frame.setAttribute("aria-label", data.caption);
  frame.className = `frame ${data.width}`;
  frame.replaceChildren(table);
  frame.scrollTo(scrollLeft, scrollTop);
  walk(table);
  if (focused !== undefined) {
    const again = [...table.querySelectorAll("button")].find((one) => one.dataset.id === focused);
    if (again) again.focus({ preventScroll: true });
  }
  table.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) setTriggerValue("picked", button.dataset.id);
  };
}
