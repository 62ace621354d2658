/** Style of a report: one language at a time, chosen without script; on paper what is chosen, without the choice. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #c62828; --open: #9a6700; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
input[name="language"] { position: absolute; opacity: 0; }
label { display: inline-block; padding: 0.25rem 0.75rem; border: 1px solid var(--line); border-radius: 0.25rem; cursor: pointer; }
input:checked + label { font-weight: bold; border-color: currentColor; }
input:focus-visible + label { outline: 2px solid currentColor; outline-offset: 2px; }
article { display: none; }
#kk:checked ~ article[lang="kk"], #ru:checked ~ article[lang="ru"], #en:checked ~ article[lang="en"] { display: block; }
h1 { margin: 1rem 0 0.5rem; }
h2 { margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--line); }
.verdict { padding: 0.75rem 1rem; border-left: 0.4rem solid var(--good); background: #8881; }
.verdict strong { display: block; font-size: 1.25rem; }
.findings .verdict { border-color: var(--bad); }
.unfinished .verdict { border-color: var(--open); }
dl { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; gap: 0.25rem 1rem; }
dt { font-weight: bold; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font-size: 0.9em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
caption { text-align: left; font-weight: bold; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.5rem; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.state { white-space: nowrap; }
tr.passed .state { color: var(--good); }
tr.failed, tr.failed .state { color: var(--bad); font-weight: bold; }
tr.not-run { opacity: 0.65; }
footer { margin: 2rem 0; font-size: 0.9rem; opacity: 0.8; }
@media screen and (prefers-color-scheme: dark) { :root { --good: #6fdd8b; --bad: #ff8a80; --open: #e3b341; } }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.5rem; } }
@media print {
  :root { color-scheme: light; }
  label { display: none; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  thead { display: table-header-group; }
  tr, .verdict { break-inside: avoid; }
  h2, caption { break-after: avoid; }
}
`;
