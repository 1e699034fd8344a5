// Draws a page of rows from plain values, text only; a click on a heading asks for another order.
function node(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function head(one, data) {
  const way = one.name === data.sorted ? (data.descending ? "descending" : "ascending") : "";
  const made = node("th", { scope: "col", class: one.number ? "number" : "", "aria-sort": way });
  const mark = { ascending: " ↑", descending: " ↓" }[way] || "";
  const button = node("button", { type: "button", title: one.about, "aria-label": one.label }, one.label + mark);
  button.dataset.name = one.name;
  made.append(button);
  return made;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const frame = parentElement.querySelector(".frame");
  const focused = parentElement.activeElement?.dataset?.name;
  const { scrollLeft } = frame;
  const table = node("table", {}), thead = node("thead", {}), tbody = node("tbody", {}), heads = node("tr", {});
  for (const one of data.heads) heads.append(head(one, data));
  thead.append(heads);
  for (const line of data.body) {
    const row = node("tr", {});
    line.forEach((text, place) => {
      const kind = [data.heads[place].number ? "number" : "", text === null ? "empty" : ""].join(" ").trim();
      row.append(node("td", { class: kind }, text === null ? data.empty : text));
    });
    tbody.append(row);
  }
  table.append(node("caption", {}, data.caption), thead, tbody);
  frame.setAttribute("aria-label", data.caption);
  frame.replaceChildren(table);
  frame.scrollLeft = scrollLeft;
  if (focused) [...table.querySelectorAll("button")].find((one) => one.dataset.name === focused)?.focus({ preventScroll: true });
  table.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) setTriggerValue("sorted", button.dataset.name);
  };
}
