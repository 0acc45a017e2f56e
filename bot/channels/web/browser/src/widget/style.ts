// The launcher's looks; a sheet of its own, which a page's strict policy allows.
import tokens from "../page/tokens.css?inline";
import { brand } from "./brand";

export const css = `
:host{all:initial}
${tokens}
${brand.css}
:host{font:var(--bold) var(--text-body)/var(--line-height) var(--font)}
button{font:inherit;color:var(--button-fg);background:var(--button);border:0;cursor:pointer;
border-radius:var(--radius-pill)}
button:hover{background:var(--button-hover)}
button:focus-visible{outline:3px solid var(--focus);outline-offset:2px;box-shadow:0 0 0 2px var(--bubble)}
.open{position:fixed;z-index:2147483646;bottom:var(--space-4);right:var(--space-4);display:flex;
gap:var(--space-2);align-items:center;min-width:44px;min-height:44px;padding:var(--space-2) var(--space-4);
box-shadow:var(--shadow)}
.left .open{right:auto;left:var(--space-4)}
svg{width:22px;height:22px;fill:currentColor;flex:none}
.badge{position:absolute;top:-7px;right:-5px;min-width:22px;padding:2px 5px;box-sizing:border-box;
border-radius:var(--radius-pill);border:1px solid #fff;background:#b00020;color:#fff;font-size:var(--text-small);text-align:center}
.left .badge{right:auto;left:-5px}
.badge[hidden]{display:none}
.said{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%)}
.panel{position:fixed;z-index:2147483647;bottom:76px;right:var(--space-4);width:400px;
height:min(640px,calc(100vh - 96px));overflow:hidden;border-radius:var(--radius-large);
background:var(--page);box-shadow:var(--shadow)}
.left .panel{right:auto;left:var(--space-4)}
.panel[hidden]{display:none}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
.close{position:absolute;top:var(--space-2);right:var(--space-2);min-width:44px;min-height:44px;
font-size:var(--text-title)}
.close[hidden]{display:none}
@media (max-width:480px),(max-height:480px){
.panel{inset:0!important;width:auto;height:auto;border-radius:0}
.open{padding:11px}
.open span:not(.badge){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
@media (forced-colors:active){button,.panel{border:1px solid}}
@media print{:host{display:none}}
`;
