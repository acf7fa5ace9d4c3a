// Reloads the page when the site changes, and closes the report that lies over it.
(() => {
  "use strict";
  const seen = document.currentScript.dataset.version;
  let stream = null;
  let retry = 0;

  const close = () => {
    clearTimeout(retry);
    if (stream) stream.close();
    stream = null;
  };

  // A page that nobody looks at listens to nothing: browsers allow six connections to a server
  // for all tabs together. It catches up when it is looked at again.
  const open = () => {
    if (stream || document.hidden) return;
    clearTimeout(retry);
    stream = new EventSource("/.plenary/events");
    stream.onmessage = (event) => {
      if (event.data === seen) return;
      close();
      location.reload();
    };
    stream.onerror = () => {
      if (!stream || stream.readyState !== EventSource.CLOSED) return;
      close();
      retry = setTimeout(open, 1000);
    };
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();

  const overlay = document.getElementById("plenary-overlay");
  if (!overlay) return;
  const before = document.activeElement;
  const leave = () => {
    document.removeEventListener("keydown", onKey, true);
    overlay.remove();
    if (before && before.focus) before.focus();
  };
  const onKey = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  };
  document.addEventListener("keydown", onKey, true);
  overlay.addEventListener("click", (event) => {
    const closer = event.target === overlay || event.target.closest("#plenary-overlay > div > button");
    if (closer) leave();
  });
  overlay.focus({ preventScroll: true });
})();
