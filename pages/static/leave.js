// The way out at once: the screen goes blank, the visit ends on the server, and this page's place in the history is taken.
(() => {
  document.addEventListener("click", (event) => {
    const way = event.target instanceof Element && event.target.closest('a[href="/leave"]');
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    document.documentElement.hidden = true;
    document.title = "Notes";
    fetch("/leave", { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
    setTimeout(() => location.replace("/away"), 60);
  }, true);
})();
