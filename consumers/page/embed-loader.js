/**
 * Puts an embed where its script element stands, in a frame that is as high as what is in it:
 * `<script src="https://…/embed-loader.js" data-ceremony="…" data-show="leaders" async></script>`.
 * docs/embedding.md describes all of its attributes.
 * A script of its own, without modules, since it runs on other people's pages.
 */
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const { ceremony, show, theme, delay, sealed, token, title } = script.dataset;
  const address = new URL("embed.html", script.src);
  for (const [name, value] of Object.entries({ ceremony, show, theme, delay, sealed })) {
    if (value) address.searchParams.set(name, value);
  }
  // Behind the #, which no server sees.
  if (token) address.hash = `token=${encodeURIComponent(token)}`;
  // A page without an origin, such as a file, cannot be named; its frame keeps the height that it has.
  if (location.origin !== "null") address.searchParams.set("host", location.origin);
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = title || "Sweepcast: an awards night";
  frame.loading = "lazy";
  frame.style.cssText = "display: block; width: 100%; height: 480px; border: 0";
  window.addEventListener("message", ({ origin, source, data }) => {
    if (origin !== address.origin || source !== frame.contentWindow) return;
    const height = data?.type === "sweepcast-height" ? data.height : null;
    if (Number.isFinite(height) && height > 0) frame.style.height = `${Math.min(height, 4000)}px`;
  });
  // In a page's head nothing is shown: then at the end of its body.
  const place = () => (document.head.contains(script) ? document.body.append(frame) : script.after(frame));
  if (document.readyState === "loading" && document.head.contains(script)) document.addEventListener("DOMContentLoaded", place);
  else place();
})();
