// How the elements look: sizes that hold before the prices are there, and custom properties for whatever a shop wants otherwise.
// A constructed sheet, which a Content-Security-Policy without inline styles allows.

const CSS = `:host{display:block;color:var(--zhehui-color,inherit);font:var(--zhehui-font,inherit);line-height:1.5}\
:host([hidden]){display:none}\
p{margin:0}\
[part=due]{font-size:var(--zhehui-due-size,1.5em);font-weight:700;color:var(--zhehui-due-color,inherit)}\
[part=subsidy],[part=why]{color:var(--zhehui-subsidy-color,inherit)}\
[part=note]{font-size:.875em;height:3em;overflow:auto}\
[part=why]{font-size:.875em;display:block;min-height:1.5em}\
[part=label]{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}\
table{width:100%;border-collapse:collapse}\
th{font-weight:inherit;text-align:start}\
th,td{padding:var(--zhehui-gap,.25em) 0;vertical-align:top}\
td{text-align:end;white-space:nowrap}\
[part=total]{font-weight:700;border-top:1px solid var(--zhehui-line-color,currentColor)}\
button{font:inherit;color:inherit;background:none;border:1px solid;border-radius:var(--zhehui-radius,.25em)}`;

let made: CSSStyleSheet | undefined;

/** The one sheet of all elements. */
export function sheet(): CSSStyleSheet {
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync(CSS);
  }
  return made;
}
