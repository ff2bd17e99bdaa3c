// Making elements. Text is always put in as text, never as HTML.

/** An element: `attributes` may hold `class`, `text`, data and aria names, and `on` with listeners. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") made.textContent = value;
    else if (name === "on")
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export const byId = (id) => document.getElementById(id);

/** A bar of `seats` out of `most`, with the range of its quota marked; for the eye only. */
export function quotaBar({ seats, min, max }, most) {
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  const part = (name, from, to) => {
    const span = element("span", { class: name });
    span.style.left = `${(100 * from) / most}%`;
    span.style.width = `${(100 * (to - from)) / most}%`;
    bar.append(span);
  };
  part("quota", min, max);
  if (seats !== null) part("seats", 0, seats);
  return bar;
}
