// Copies the drawn SVG layers of one chart into a single picture, adds title and source, and saves it. Nothing is sent but that it was saved.
const HEAD = 52, FOOT = 24, SPACE = "http://www.w3.org/2000/svg";

function words(svg, y, size, weight, ink, content) {
  const node = document.createElementNS(SPACE, "text");
  node.setAttribute("x", "12"); node.setAttribute("y", y);
  node.setAttribute("style", `font-size:${size}px;font-weight:${weight};fill:${ink};font-family:sans-serif`);
  node.textContent = content;
  svg.appendChild(node);
}

function compose(plot, data) {
  const { width, height } = plot.getBoundingClientRect();
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("xmlns", SPACE);
  svg.setAttribute("width", width); svg.setAttribute("height", height + HEAD + FOOT);
  const back = document.createElementNS(SPACE, "rect");
  back.setAttribute("width", "100%"); back.setAttribute("height", "100%"); back.setAttribute("fill", data.background);
  svg.appendChild(back);
  words(svg, 22, 15, 600, data.ink, data.title);
  words(svg, 42, 12, 400, data.ink, data.subtitle);
  plot.querySelectorAll(".main-svg").forEach((layer) => {
    const copy = layer.cloneNode(true);
    copy.querySelectorAll("[pointer-events]").forEach((n) => n.removeAttribute("pointer-events"));
    copy.querySelectorAll(".drag, .hoverlayer, .nsewdrag").forEach((n) => n.remove());
    copy.setAttribute("style", ""); copy.setAttribute("y", HEAD);
    svg.appendChild(copy);
  });
  words(svg, height + HEAD + 16, 11, 400, data.ink, data.source);
  return { text: new XMLSerializer().serializeToString(svg), width, height: height + HEAD + FOOT };
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob); link.download = name; link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function saveSvg(picture, name) { save(new Blob([picture.text], { type: "image/svg+xml" }), name + ".svg"); }

function savePng(picture, name) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = picture.width * 2; canvas.height = picture.height * 2;
    const pen = canvas.getContext("2d");
    pen.scale(2, 2); pen.drawImage(image, 0, 0);
    canvas.toBlob((blob) => save(blob, name + ".png"), "image/png");
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(picture.text);
}

export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.querySelectorAll("button").forEach((button) => {
    button.onclick = () => {
      const plot = document.querySelector(`.st-key-${data.chart} .js-plotly-plot`);
      if (!plot) return;
      const picture = compose(plot, data);
      (button.dataset.kind === "svg" ? saveSvg : savePng)(picture, data.file);
      setTriggerValue("saved", button.dataset.kind);
    };
  });
}
