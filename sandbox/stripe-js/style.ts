// The stand-in's looks: those of the Payment Element and of its dialogs. `--color…` are the variables of Stripe's appearance.

export const STYLE = `
:host { all: initial; display: block; font: 16px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
.box { --primary: var(--colorPrimary, #0570de); --back: var(--colorBackground, #fff); --text: var(--colorText, #30313d);
  --line: #d5dbe1; --bad: var(--colorDanger, #c0123c); --quiet: #5d6470; color: var(--text); }
.box.night { --back: var(--colorBackground, #1e2129); --text: var(--colorText, #f2f3f5); --line: #454b57;
  --bad: var(--colorDanger, #ff8095); --quiet: #aab2c0; --primary: var(--colorPrimary, #85b6ff); }
.method { border: 1px solid var(--line); border-radius: var(--borderRadius, 6px); margin: 0 0 .5rem; padding: .7rem .8rem; background: var(--back); }
.choice { display: flex; gap: .6rem; align-items: center; font-weight: 500; cursor: pointer; }
.choice input { accent-color: var(--primary); width: 1.1rem; height: 1.1rem; margin: 0; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; margin-top: .7rem; }
.fields .wide { grid-column: 1 / -1; }
label.field { display: block; font-size: .875rem; }
label.field input { display: block; box-sizing: border-box; width: 100%; font: inherit; font-size: 1rem; color: inherit; margin-top: .2rem;
  padding: .55rem .65rem; border: 1px solid var(--line); border-radius: var(--borderRadius, 6px); background: var(--back); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; }
label.field input[aria-invalid] { border-color: var(--bad); }
.note { margin: .6rem 0 0; font-size: .875rem; color: var(--quiet); }
.note button { font: inherit; color: var(--primary); background: none; border: 0; padding: .15rem .3rem; text-decoration: underline; cursor: pointer; }
.problem { margin: .4rem 0 0; color: var(--bad); font-size: .875rem; }
.problem:empty { display: none; }
[hidden] { display: none; }
dialog { font: inherit; color: #30313d; background: #fff; border: 0; border-radius: 10px; padding: 1.5rem; max-width: min(22rem, 90vw); text-align: center; }
dialog::backdrop { background: rgb(0 0 0 / 55%); }
dialog h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
dialog p { margin: 0 0 1rem; }
dialog img { display: block; width: 13rem; height: 13rem; margin: 0 auto 1rem; image-rendering: pixelated; }
dialog .amount { font-size: 1.6rem; font-weight: 600; }
dialog button { font: inherit; min-height: 44px; padding: .4rem 1.1rem; margin: .2rem; border: 0; border-radius: 6px; cursor: pointer;
  background: #0570de; color: #fff; }
dialog button.no { background: #e6e9ee; color: #30313d; }
dialog a { color: #0570de; }
`;
