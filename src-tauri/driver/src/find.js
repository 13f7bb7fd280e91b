// Looks for visible elements: arguments are "css", selector | "role", role, name | "text", text. Returns them in document order.
const [way, first, second] = arguments;

const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();

const visible = (element) =>
  element.checkVisibility({ opacityProperty: false, visibilityProperty: true }) && element.getClientRects().length > 0;

const INPUT_ROLES = {
  button: "button",
  submit: "button",
  reset: "button",
  checkbox: "checkbox",
  radio: "radio",
  range: "slider",
  number: "spinbutton",
  search: "searchbox",
};

const TAG_ROLES = {
  ARTICLE: "article",
  ASIDE: "complementary",
  BUTTON: "button",
  DIALOG: "dialog",
  FIELDSET: "group",
  FORM: "form",
  H1: "heading",
  H2: "heading",
  H3: "heading",
  H4: "heading",
  HEADER: "banner",
  LI: "listitem",
  MAIN: "main",
  NAV: "navigation",
  OL: "list",
  OPTION: "option",
  SELECT: "combobox",
  SUMMARY: "button",
  TABLE: "table",
  TD: "cell",
  TEXTAREA: "textbox",
  TH: "columnheader",
  TR: "row",
  UL: "list",
};

/** The role a screen reader would hear: the given one, or what the tag stands for. */
function roleOf(element) {
  const given = element.getAttribute("role");
  if (given) return given.split(" ")[0];
  if (element.tagName === "INPUT") return INPUT_ROLES[element.type] ?? "textbox";
  if (element.tagName === "A") return element.hasAttribute("href") ? "link" : null;
  return TAG_ROLES[element.tagName] ?? null;
}

/** The name a screen reader would say, as far as Kontor's own pages need it. */
function nameOf(element) {
  const by = element.getAttribute("aria-labelledby");
  if (by) return squeeze(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" "));
  const label = squeeze(element.getAttribute("aria-label"));
  if (label) return label;
  if (element.labels?.length) return squeeze([...element.labels].map((one) => one.textContent).join(" "));
  if (["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName)) {
    const value = ["submit", "button", "reset"].includes(element.type) ? element.value : "";
    return squeeze(value || element.getAttribute("placeholder") || element.title);
  }
  return squeeze(element.textContent) || squeeze(element.title);
}

function byText(text) {
  const holds = [...document.body.querySelectorAll("*")].filter(
    (element) => visible(element) && squeeze(element.textContent) === text,
  );
  return holds.filter((element) => !holds.some((other) => other !== element && element.contains(other)));
}

switch (way) {
  case "css":
    return [...document.querySelectorAll(first)].filter(visible);
  case "role":
    return [...document.querySelectorAll("*")].filter(
      (element) => roleOf(element) === first && visible(element) && nameOf(element) === squeeze(second),
    );
  case "text":
    return byText(squeeze(first));
}
throw new Error(`no such way: ${way}`);
