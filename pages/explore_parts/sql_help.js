// Completion for the statement beside it, and the columns of a table, which a click puts where the caret is.
const WORDS = ("select from where group by order having limit join left inner on using with as and or not in is null case when " +
  "then else end distinct union all sum count avg min max round coalesce cast desc asc between like").split(" ");
const SHOWN = 8;

const area = () => document.querySelector(".st-key-sql_text textarea");

function put(field, start, end, text) {
  const value = field.value.slice(0, start) + text + field.value.slice(end);
  // React listens to the input event and compares with the value it set itself.
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  field.setSelectionRange(start + text.length, start + text.length);
}

function begun(field) {
  const before = field.value.slice(0, field.selectionStart);
  return /[A-Za-z_][A-Za-z0-9_]*$/.exec(before)?.[0] ?? "";
}

function found(data, field, word) {
  const text = field.value.toLowerCase();
  const read = Object.keys(data.columns).filter((table) => new RegExp(`\\b${table}\\b`).test(text));
  const near = read.flatMap((table) => data.columns[table]);
  const names = [...new Set([...near, ...Object.keys(data.tables), ...WORDS, ...Object.keys(data.about)])];
  const low = word.toLowerCase();
  return names.filter((name) => name.startsWith(low) && name !== low).slice(0, SHOWN);
}

// Where the caret is, measured on a copy of the text laid out alike.
function caret(field) {
  const style = getComputedStyle(field);
  const copy = document.createElement("div");
  for (const name of ["font", "letterSpacing", "padding", "border", "boxSizing", "lineHeight", "tabSize"]) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", width: `${field.clientWidth}px` });
  copy.textContent = field.value.slice(0, field.selectionStart);
  const mark = copy.appendChild(document.createElement("span"));
  mark.textContent = "\u200b";
  document.body.append(copy);
  const place = { left: mark.offsetLeft, top: mark.offsetTop + mark.offsetHeight };
  copy.remove();
  return place;
}

export default function ({ data, parentElement }) {
  const list = parentElement.querySelector("ul");
  const table = parentElement.querySelector("table");
  let chosen = 0;
  let names = [];

  const hide = () => {
    names = [];
    list.hidden = true;
  };
  const take = (name) => {
    const field = area();
    const end = field.selectionStart;
    put(field, end - begun(field).length, end, name);
    hide();
  };
  const draw = (field) => {
    const place = caret(field);
    const frame = field.getBoundingClientRect();
    const home = parentElement.querySelector(".help").getBoundingClientRect();
    list.style.left = `${Math.min(frame.left - home.left + place.left, window.innerWidth - home.left - 300)}px`;
    list.style.top = `${frame.top - home.top + Math.min(place.top - field.scrollTop, frame.height)}px`;
    list.replaceChildren(...names.map((name, number) => {
      const item = document.createElement("li");
      item.role = "option";
      item.ariaSelected = String(number === chosen);
      item.append(Object.assign(document.createElement("code"), { textContent: name }));
      item.append(Object.assign(document.createElement("span"), { textContent: data.tables[name] ?? data.about[name] ?? "" }));
      item.onmousedown = (event) => { event.preventDefault(); take(name); };
      return item;
    }));
    list.hidden = names.length === 0;
  };
  const typed = (event) => {
    const field = event.target;
    if (field !== area() || event.inputType === undefined) return;
    const word = begun(field);
    names = word.length > 1 ? found(data, field, word) : [];
    chosen = 0;
    names.length ? draw(field) : hide();
  };
  const pressed = (event) => {
    const field = event.target;
    if (field !== area()) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      hide();
      // The field hands its text over on the same key; the button comes after it.
      setTimeout(() => document.querySelector(".st-key-sql-run button:not(:disabled)")?.click(), 0);
      return;
    }
    if (!names.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : names.length - 1)) % names.length;
      draw(field);
    } else if (event.key === "Tab") take(names[chosen]);
    else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
  };
  const left = (event) => { if (event.target === area()) hide(); };

  table.replaceChildren(...data.listed.map(([name, kind, about]) => {
    const row = document.createElement("tr");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: name, title: data.insert.replace("{name}", name) });
    button.onclick = () => { const field = area(); if (field) put(field, field.selectionStart, field.selectionEnd, name); };
    row.append(document.createElement("th"), document.createElement("td"), document.createElement("td"));
    row.children[0].scope = "row";
    row.children[0].append(button);
    row.children[1].textContent = kind;
    row.children[2].textContent = about;
    return row;
  }));
  table.setAttribute("aria-label", data.label);
  list.setAttribute("aria-label", data.suggestions);

  document.addEventListener("input", typed);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("focusout", left);
  return () => {
    document.removeEventListener("input", typed);
    document.removeEventListener("keydown", pressed, true);
    document.removeEventListener("focusout", left);
  };
}
