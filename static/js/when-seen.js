/* Fetches the scripts of a chart or a map when its place comes near the window, so that nobody waits for what is far below.
   Its own tag says which: data-when-seen (selector of the places), data-styles, data-scripts (classic, in order), data-modules
   (after both). */

(() => {
  const NEAR = "400px";
  const { whenSeen, styles, scripts, modules } = document.currentScript.dataset;
  const words = (text) => (text || "").split(/\s+/).filter(Boolean);

  function classic(address) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.async = false; // fetched together, run in order
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  }

  /* First in the head, so that the registry's own rules still win over those of a library. */
  function style(address) {
    return new Promise((done) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = address;
      link.onload = done;
      link.onerror = done;
      document.head.prepend(link);
    });
  }

  async function fetchAll() {
    await Promise.all([...words(styles).map(style), ...words(scripts).map(classic)]);
    for (const address of words(modules)) await import(address);
  }

  const places = [...document.querySelectorAll(whenSeen)];
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    fetchAll();
  }, { rootMargin: NEAR });
  places.forEach((place) => watch.observe(place));
})();
