// Stands in the copy that `geomap watch` serves, never in the file: loads the page anew when there is
// a new map, and shows why there is none.
(() => {
  const version = document.currentScript.dataset.version;
  const notice = document.createElement("div");
  notice.id = "geomap-live";
  notice.setAttribute("role", "alert");
  Object.assign(notice.style, {
    display: "none",
    position: "fixed",
    inset: "auto 0 0 0",
    zIndex: "100000",
    maxHeight: "40vh",
    overflow: "auto",
    padding: "12px 16px",
    whiteSpace: "pre-wrap",
    font: "14px/1.4 monospace",
    color: "#fff",
    background: "#8c1d18",
  });
  document.body.append(notice);
  new EventSource("/live").addEventListener("message", (message) => {
    const state = JSON.parse(message.data);
    if (state.version !== version) location.reload();
    notice.textContent = state.problem;
    notice.style.display = state.problem ? "block" : "none";
  });
})();
