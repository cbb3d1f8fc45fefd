/** In both colour schemes; the first value is for programs that know no variables. */
export const mapStyle: string = `.map{background:#fcfcfa;background:var(--paper)}
.map path{fill:none;stroke:#1f5fbf;stroke:var(--accent);shape-rendering:crispEdges}
.map .exact{stroke-opacity:.04}.map .low{stroke-opacity:.16}.map .lower{stroke-opacity:.36}
.map .higher{stroke-opacity:.6}.map .high{stroke-opacity:.95}
.map .open{stroke:#626a73;stroke:var(--quiet);stroke-opacity:.55}
.map .wrong{stroke:#b3261e;stroke:var(--bad)}
.map .ring,.map .frame{fill:none;stroke:#b3261e;stroke:var(--bad);vector-effect:non-scaling-stroke;stroke-width:1.5}
.map .frame{stroke:#dcdfe3;stroke:var(--line);stroke-width:1}`;
