// j and k walk along the caseload's rows, once one of them has the focus; Enter opens it, as it opens every link.
(() => {
  const ROW = '[class*="st-key-who-"] a';
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "j" && event.key !== "k")) return;
    const here = event.target instanceof Element && event.target.closest('[class*="st-key-case-"]');
    if (!here || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const rows = [...document.querySelectorAll(ROW)];
    const place = rows.findIndex((row) => here.contains(row));
    const next = rows[place + (event.key === "j" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
})();
