// Elements from data. Every string becomes a text node or an attribute, so data can never become markup, and what of
// it people read hides nothing from them.

import { visible } from "./visible.js";

const SVG = "http://www.w3.org/2000/svg";
const READ = new Set(["title", "aria-label", "placeholder"]);  // addresses and values stay exact

/** An element with attributes (`null` and `false` leave one out, `true` sets it bare) and children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : READ.has(name) ? visible(value) : value);
  }
  const there = children.flat().filter((child) => child !== null && child !== undefined);
  element.append(...there.map((child) => (typeof child === "string" ? visible(child) : child)));
  return element;
}

/** A drawing from the sprite in index.html; the words beside it carry the meaning. */
export function icon(name) {
  return drawing("svg", { class: `icon icon-${name}`, "aria-hidden": "true" }, drawing("use", { href: `#icon-${name}` }));
}

/** An element of a drawing. */
export function drawing(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function button(label, onClick) {
  const element = h("button", { type: "button" }, label);
  element.addEventListener("click", onClick);
  return element;
}
