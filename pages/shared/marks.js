// Passes on what a clicked mark of a chart stands for. One listener for all charts, as a chart that changes is drawn
// anew under another name, and a click on the one before it would be lost.
const CHARTS = '[class*="st-key-clicks-"] .js-plotly-plot';

export default function ({ parentElement, setTriggerValue }) {
  // Before Plotly hears of a press: it tells a click only to those who have asked this very drawing.
  const listen = (event) => {
    const plot = event.target.closest?.(CHARTS);
    if (!plot?.on || plot.passesOn === setTriggerValue) return;
    plot.passesOn = setTriggerValue;
    plot.on("plotly_click", ({ points, event }) => {
      const stands = points[0]?.customdata;
      // The second half of a double click would take back what the first half chose.
      if (stands && event.detail < 2 && plot.passesOn === setTriggerValue) setTriggerValue("picked", String(stands));
    });
  };
  document.addEventListener("pointerdown", listen, true);
  parentElement.dataset.listens = ""; // So that whoever drives the page can tell.
  return () => document.removeEventListener("pointerdown", listen, true);
}
