/**
 * An element that is there becomes one that was drawn anew: only what differs is changed, so that the browser lays out
 * and paints that alone, and what has the focus or is being read stays the same element.
 */

/**
 * Make the element like the one that was drawn: its attributes and all that is in it. What was drawn is used up.
 * @param {Element} node
 * @param {Element} drawn of the same name, with no listeners of its own
 */
export function become(node, drawn) {
  copyAttributes(node, drawn);
  const wanted = [...drawn.childNodes];
  let child = node.firstChild;
  for (const each of wanted) {
    if (child === null) {
      node.append(each);
      continue;
    }
    const next = child.nextSibling;
    if (child instanceof Text && each instanceof Text) {
      if (child.data !== each.data) child.data = each.data;
    } else if (child instanceof Element && each instanceof Element && child.nodeName === each.nodeName) become(child, each);
    else child.replaceWith(each);
    child = next;
  }
  while (child !== null) {
    const next = child.nextSibling;
    child.remove();
    child = next;
  }
}

/** @param {Element} node @param {Element} drawn */
function copyAttributes(node, drawn) {
  for (const name of node.getAttributeNames()) if (!drawn.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of drawn.attributes) {
    if (node.getAttribute(name) === value) continue;
    // The page's policy forbids styles in markup, and allows them here.
    if (name === "style" && node instanceof HTMLElement) node.style.cssText = value;
    else node.setAttribute(name, value);
  }
}
