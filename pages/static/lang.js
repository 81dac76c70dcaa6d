// Streamlit can name a container and cannot say its language: the name says it, and here it becomes the attribute.
// A container named "page-lang-…" says the language of the whole page; the browser keeps it for the next visit.
(() => {
  const NAME = /(?:^|\s)st-key-lang-([a-z]{2,3}(?:-[A-Z]{2})?)--/;
  const PAGE = /(?:^|\s)st-key-page-(only-)?lang-([a-z]{2,3})(?:\s|$)/;
  const FROM_THE_RIGHT = ["ar", "fa", "he", "ur"];
  const way = (language) => (FROM_THE_RIGHT.includes(language) ? "rtl" : "ltr");
  const page = document.documentElement;
  const tell = (node) => {
    const found = NAME.exec(node.className);
    if (!found || node.lang === found[1]) return;
    node.lang = found[1];
    node.dir = way(found[1]);
  };
  const speak = (node) => {
    const found = PAGE.exec(node.className);
    if (!found || page.lang === found[2]) return;
    page.lang = found[2];
    page.dir = way(found[2]);
    if (found[1]) return;
    const [name, lock] = location.protocol === "https:" ? ["__Host-fairtrial_language", "; Secure"] : ["fairtrial_language", ""];
    document.cookie = `${name}=${found[2]}; Path=/; Max-Age=31536000; SameSite=Lax${lock}`;
  };
  const staff = () => {
    page.lang = "en";
    page.dir = "ltr";
  };
  // Streamlit's first link speaks English only.
  const words = JSON.parse(document.querySelector('meta[name="skip-words"]')?.content || "{}");
  const skip = () => {
    const link = document.querySelector('[data-testid="stSkipToContent"]');
    const said = words[page.lang];
    if (link && said && link.textContent !== said) link.textContent = said;
  };
  const look = (root) => {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    if (root.matches('[class*="st-key-lang-"]')) tell(root);
    root.querySelectorAll('[class*="st-key-lang-"]').forEach(tell);
    if (root.matches('[class*="lang-"]')) speak(root);
    root.querySelectorAll('[class*="st-key-page-lang-"], [class*="st-key-page-only-lang-"]').forEach(speak);
    if (root.matches(".st-key-page-staff") || root.querySelector(".st-key-page-staff")) staff();
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") {
        if (change.target.hasAttribute("lang") && !NAME.test(change.target.className) && change.target !== page) {
          change.target.removeAttribute("lang");
          change.target.removeAttribute("dir");
        }
        look(change.target);
      } else change.addedNodes.forEach(look);
    }
    skip();
  }).observe(page, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
})();
