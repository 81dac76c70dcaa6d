// A page of one visit is not left standing in the next one: whatever shows it, a back button or another tab, asks anew.
(() => {
  const turn = () => /(?:^|; )(?:__Host-)?fairtrial_turn=([^;]*)/.exec(document.cookie)?.[1] ?? "";
  const mine = turn();
  const look = () => {
    if (turn() === mine) return;
    document.documentElement.hidden = true;
    location.reload();
  };
  addEventListener("pageshow", look);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  const line = new BroadcastChannel("fairtrial-turn");
  line.addEventListener("message", look);
  line.postMessage(0);
})();
