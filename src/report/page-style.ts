import { mapStyle } from './error-map-style.ts';
import { heatShades } from './heat-map.ts';

/** On paper always, on a screen unless it is dark. */
const lightColours = `:root{--paper:#fcfcfa;--ink:#1c2024;--quiet:#626a73;--line:#dcdfe3;--bar:#93a4bb;--cell:#eceef1;--accent:#1f5fbf;--mark:#9a3412;--good:#17693a;--bad:#b3261e}`;

/** The colours that charts use; pictures that stand alone include them too. */
export const palette: string = `${lightColours}
@media(prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e6e8ea;--quiet:#9aa3ad;--line:#31373d;--bar:#5d7190;--cell:#22272c;--accent:#7fb0ff;--mark:#f5a66b;--good:#6fcf97;--bad:#ff8a80}}`;

/** The style: one column of text, wider tables and charts, system fonts, both colour schemes, print. */
export const pageStyle: string = `${palette}
*{box-sizing:border-box}
body{margin:0;overflow-wrap:break-word;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;text-rendering:optimizeLegibility}
header,main,footer{max-width:76rem;margin:0 auto;padding:0 clamp(.9rem,4vw,1.5rem)}
header{padding-top:2.5rem}
.kicker{margin:0;color:var(--quiet);font-size:.875rem;letter-spacing:.02em}
h1{font-size:clamp(1.6rem,4vw,2.4rem);line-height:1.15;letter-spacing:-.02em;margin:.35rem 0 1.25rem;font-weight:680;text-wrap:balance}
h2{font-size:1.4rem;letter-spacing:-.01em;line-height:1.25;margin:0 0 1rem;font-weight:650}
h3{font-size:1.02rem;margin:2rem 0 .75rem;font-weight:650}
h4{font-size:1rem;margin:1.75rem 0 .6rem;font-weight:650}
h5{font-size:.85rem;margin:0 0 .4rem;font-weight:600;color:var(--quiet)}
section{scroll-margin-top:1rem;border-top:1px solid var(--line);padding:2.25rem 0 2rem;margin:0}
p{max-width:46rem;margin:.5rem 0}
a{color:var(--accent)}
.answer{font-size:1.1rem}
.facts{display:flex;flex-wrap:wrap;gap:.9rem 2.25rem;margin:0 0 1.25rem}
.long{display:block;max-width:60rem}.long div{margin:0 0 .9rem}.facts dt{font-size:.78rem;color:var(--quiet)}
.facts dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
figure{margin:0 0 1.5rem}
figcaption,.note{font-size:.82rem;color:var(--quiet);line-height:1.45;max-width:56rem;margin:.5rem 0 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums;margin:0 0 1rem}
th{text-align:left;font-weight:600;font-size:.78rem;color:var(--quiet);border-bottom:1px solid var(--line);padding:.3rem .75rem .3rem 0;vertical-align:bottom}
td{padding:.26rem .75rem .26rem 0;border-bottom:1px solid var(--line);vertical-align:baseline}
tbody tr:hover{background:color-mix(in srgb,var(--accent) 6%,transparent)}
.mono,code,.number{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;font-size:.94em}
td.mono,td.number{white-space:nowrap;font-size:.8rem}td.subjects{white-space:normal}
td.number,th.number{text-align:right}.after{display:inline-block;text-align:left;font-style:normal}
.counts td{white-space:nowrap;font-size:.8rem;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.counts td.remark,.verdicts td:first-child{white-space:normal}.verdicts td:first-child{min-width:11rem;max-width:26rem}.letters td,.letters th{vertical-align:top}
.counts td.remark,.verdicts td:nth-child(2),.distributions td:first-child{font-family:inherit}
@media(min-width:40.01rem){.verdicts td:nth-child(n+3):nth-child(-n+5),.verdicts th:nth-child(n+3):nth-child(-n+5),.distributions td:nth-child(2),.distributions th:nth-child(2),.distributions td:nth-child(4),.distributions th:nth-child(4),.distributions td:nth-child(5),.distributions th:nth-child(5){text-align:right}}
.share{display:inline-block;height:.7rem;background:var(--bar);border-radius:1px}
.letter{font-weight:700;color:var(--mark);white-space:nowrap}
.bits{color:var(--quiet)}
.orders{min-width:15rem;overflow-wrap:anywhere}.nowrap{white-space:nowrap}
nav{display:flex;flex-wrap:wrap;gap:.35rem 1.25rem;font-size:.88rem;margin:1.25rem 0 2rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));gap:1.25rem}
.card{border:1px solid var(--line);border-radius:.5rem;padding:1rem 1.25rem;min-width:0}
.card h3{margin:0;overflow-wrap:anywhere}.card p{font-size:.88rem}.card .subjects{font-size:.84rem}
.subjects .mono{font-size:.92em}.small{font-size:.95em;margin:.15rem 0 0}.small summary{font-size:1em;margin:0}
sup,sub{line-height:0;font-size:.75em}
.orders small{color:var(--quiet)}.remark{min-width:20rem;max-width:36rem}
.absent td{color:var(--quiet)}
.good{color:var(--good)}.bad{color:var(--bad)}.quiet,.none{color:var(--quiet)}
.chart{display:block;max-width:100%;height:auto;overflow:visible;color:var(--ink)}
.chart text{white-space:pre}
.wide{overflow-x:auto}.wide>.chart{min-width:45rem}
.bar{fill:var(--bar)}path.bad{fill:var(--bad)}.largest{stroke:var(--mark);stroke-dasharray:3 2}
.faint,.dots{stroke:var(--accent);stroke-opacity:.2;stroke-width:4;stroke-linecap:round}.dots{stroke-opacity:.55}.rings{fill:none;stroke:var(--ink)}
.cells .empty{fill:var(--cell)}.cells .full{fill:var(--accent)}.cells .wrong{--red:100%;background:none}.cells .wrong path{fill:color-mix(in srgb,var(--bad) var(--red),var(--paper));stroke:var(--ink);stroke-width:2}.cells .wrong1{--red:30%}.cells .wrong2{--red:50%}.cells .wrong3{--red:85%}.cells .good{fill:var(--good)}.cells text{font-size:9px;text-anchor:middle}.cells g>text{fill:var(--paper);font-weight:600}.cells g>text:has(title){font-size:8px;font-weight:400}.cells .wrong1>text,.cells .wrong2>text{fill:var(--ink)}.cells .numbers text{fill:var(--quiet);font-weight:400}
.frame{fill:none;stroke:var(--mark);stroke-width:2;stroke-dasharray:4 2}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));gap:1.25rem 1.5rem}
.panel{margin:0;display:flex;flex-direction:column;justify-content:flex-end}
.panel figcaption{color:var(--ink);margin:0 0 .1rem;overflow-wrap:anywhere}.panel .chart{width:100%;max-width:24rem}
.panel .note{margin:.15rem 0 0}
.planes{display:flex;flex-wrap:wrap;gap:.75rem;align-items:flex-start}.plane{margin:0}
.plane figcaption{margin:0;font-size:.75rem}
.product{display:flex;flex-wrap:wrap;gap:1.5rem;align-items:flex-start;margin:1rem 0}
.times{align-self:center;font-size:1.6rem;color:var(--quiet)}
.values{font-size:.8rem;margin:.4rem 0 0}
.finding{border-left:3px solid var(--line);padding:0 0 .5rem 1.25rem;margin:0 0 2.25rem}
.finding.fresh{border-color:var(--bad)}.finding>h5{font-size:1rem;color:inherit}
.defects{margin:0 0 1.25rem 1rem}.defects p{margin:.15rem 0;font-size:.9rem}
.tiles{display:flex;flex-wrap:wrap;gap:.6rem;padding:0;margin:1.25rem 0;list-style:none}.tiles a{display:block;height:100%;border:1px solid var(--line);border-radius:.5rem;padding:.55rem .9rem;color:var(--quiet);font-size:.82rem;text-decoration:none}.tiles strong{display:block;font-size:1.5rem;line-height:1.2;color:var(--ink)}.tiles .good{color:var(--good)}.tiles .bad{color:var(--bad)}
.badge{font-size:.75rem;font-weight:500;border:1px solid var(--line);border-radius:1rem;padding:.1rem .6rem;color:var(--quiet)}
.badge.bad{color:var(--bad);border-color:var(--bad)}
.heat{border-collapse:separate;border-spacing:1px}.heat td,.heat th{border:0;padding:0}
.heat th[scope=row]{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-weight:400;padding-right:.6rem;min-width:7rem;max-width:22rem;position:sticky;left:0;background:var(--paper);overflow-wrap:anywhere}
.heat th a{text-decoration:none}
.heat thead th{vertical-align:bottom}
.heat thead th span{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:400;white-space:nowrap;max-height:13rem;overflow:hidden;text-overflow:ellipsis;line-height:1.1rem}
.heat tbody td,.legend span{width:1.15rem;min-width:1.15rem;height:1.15rem;border-radius:2px}
.heat tbody td a{display:block;width:100%;height:1.15rem}
.legend{font-size:.82rem;color:var(--quiet)}
.legend span{display:inline-block;vertical-align:-.2rem;margin:0 .2rem 0 .6rem}
.heat td[class^=h],.legend span[class^=h]{background:color-mix(in srgb,var(--accent) var(--heat),var(--paper))}
.heat td[class^=v],.legend span[class^=v]{background:color-mix(in srgb,var(--quiet) var(--heat),var(--paper))}
.heat td.absent,.legend .absent{box-shadow:inset 0 0 0 1px var(--line)}.refuted{background:var(--mark)}
.defect{background:repeating-linear-gradient(45deg,var(--bad) 0 3px,var(--paper) 3px 5px)}.wrong{background:var(--bad)}
${heatShades}
.beside{display:flex;flex-wrap:wrap;gap:0 2.5rem}.beside>*{min-width:0;max-width:100%}.folds>details{margin:0 0 .35rem}.folds details[open]{margin-bottom:1rem}
.mark{color:var(--mark)}.formula{font-size:1.1rem;margin:1rem 0;overflow-wrap:anywhere}
${mapStyle}
.errors .map{width:100%;height:auto;display:block;overflow:visible}.lone{max-width:32rem}.errors figcaption{font-size:.85rem}
.key{width:1rem;height:1rem;vertical-align:-.15rem;margin-left:.5rem;outline:1px solid var(--line)}
main h2+*{margin-top:0}.explained{margin-bottom:1rem}section h2:not(:first-child){margin-top:2.25rem}
details{margin:0 0 1rem}summary{cursor:pointer;color:var(--accent);font-size:.9rem;margin:0 0 .5rem}
.claim{border-top:1px solid var(--line);margin:0}.claim>summary{color:inherit;padding:.55rem 0;margin:0}
.claim>summary:hover{background:color-mix(in srgb,var(--accent) 6%,transparent)}.claim>summary>.mono{font-weight:600}
.says{display:block;color:var(--quiet);max-width:60rem;padding-left:1rem}
.body{scroll-margin-top:8rem;padding:.25rem 0 1.5rem 1rem;min-width:0}
footer{border-top:1px solid var(--line);padding:1.25rem 1.5rem 3rem;color:var(--quiet);font-size:.82rem}
@media(max-width:40rem){.tiles{display:grid;grid-template-columns:1fr 1fr}.defects{margin-left:0}.share{max-width:5rem}.finding{padding-left:.75rem}.body{padding-left:0}.says{padding-left:0}.stack,.stack tbody,.stack tr,.stack td{display:block}.stack thead{display:none}.stack tr{border-bottom:1px solid var(--line);padding:.5rem 0}.stack td:nth-child(n){border:0;padding:.06rem 0;min-width:0;max-width:none;text-align:left;white-space:normal;overflow-wrap:anywhere}.stack td::before{display:inline-block;min-width:7.5rem;color:var(--quiet);font:.78rem system-ui,sans-serif}.results td:nth-child(-n+2){display:inline}.stack td.letter{padding:.06rem .4rem .06rem 0}.stack td:empty{display:none}.letters,.letters tbody,.letters tr,.letters td{display:block}.letters thead{display:none}.letters tr{border-bottom:1px solid var(--line);padding:.5rem 0}.letters td{border:0;padding:.06rem 0}.letters td.letter,.letters td:nth-child(2),.letters td:nth-child(3){display:inline;padding-right:.6rem}.results td:nth-child(3)::before{content:"result"}.results td:nth-child(4)::before{content:"bits"}.results td:nth-child(5)::before{content:"error, ulp"}.results td:nth-child(6)::before{content:"error ÷ u·P"}.results td:nth-child(7)::before{content:"bound, ulp"}.results td:nth-child(8)::before{content:"within"}.results td:nth-child(9)::before{content:"reproduced by; revealed as";display:block}.absent td:nth-child(n)::before{content:none}.recipes td:nth-child(2)::before{content:"compared";display:block}.recipes td:nth-child(3)::before{content:"equal"}.recipes td:nth-child(4)::before{content:"time ÷ plain loop"}.recipes td:nth-child(5)::before{content:"guarantee";display:block}.recipes td:nth-child(6)::before{content:"with real engines";display:block}.counts td:first-child{font-weight:600}.verdicts td:nth-child(2)::before{content:"verdict"}.verdicts td:nth-child(3)::before,.distributions td:nth-child(2)::before{content:"error ÷ bound"}.verdicts td:nth-child(4)::before,.distributions td:nth-child(4)::before{content:"outputs"}.verdicts td:nth-child(5)::before{content:"discarded, %"}.distributions td:nth-child(5)::before{content:"discarded"}.distributions td:nth-child(6)::before{content:"by"}}
@media(max-width:48rem){.broad{display:none}}
@media(min-width:48.01rem){.narrow{display:none}.heat th[scope=row]{white-space:nowrap;max-width:none}}
@media print{${lightColours}html{font-size:10px}td,th{white-space:normal!important}body{font-size:10.5px;print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{margin:14mm}header{padding-top:0}nav,.cells title{display:none}a{color:inherit;text-decoration:none}section{padding:1rem 0}h2,h3,h4,h5,summary{break-after:avoid}figure,.card,.panel,tr,.tiles,.product,.finding dl{break-inside:avoid}.scroll,.wide{overflow:visible}.wide>.chart{min-width:0}.panels{grid-template-columns:repeat(3,1fr)}.panel .chart{max-width:100%}#findings details::details-content{content-visibility:visible;block-size:auto}.claim .says{padding-left:0}}
`;
