// Streamlit can name a container and cannot say its language: the name says it, and here it becomes the attribute.
(() => {
  const NAME = /(?:^|\s)st-key-lang-([a-z]{2,3}(?:-[A-Z]{2})?)--/;
  const tell = (node) => {
    const found = NAME.exec(node.className);
    if (found && node.lang !== found[1]) node.lang = found[1];
  };
  const look = (root) => {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    if (root.matches('[class*="st-key-lang-"]')) tell(root);
    root.querySelectorAll('[class*="st-key-lang-"]').forEach(tell);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") {
        if (change.target.hasAttribute("lang") && !NAME.test(change.target.className)) {
          if (change.target !== document.documentElement) change.target.removeAttribute("lang");
        }
        look(change.target);
      } else change.addedNodes.forEach(look);
    }
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
})();
