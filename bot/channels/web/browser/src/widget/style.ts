// The launcher's looks; a sheet of its own, which a page's strict policy allows.

export const css = `
:host{all:initial;--b:#0b4f8a;--f:#fff;--h:#083c69;--o:#fff;
font:600 15px/1.3 system-ui,"Segoe UI",Roboto,Arial,sans-serif}
:host([theme=dark]){--b:#8cc4f5;--f:#0d1a26;--h:#b3d9fa;--o:#0d1a26}
@media (prefers-color-scheme:dark){:host([theme=auto]){--b:#8cc4f5;--f:#0d1a26;--h:#b3d9fa;--o:#0d1a26}}
button{font:inherit;color:var(--f);background:var(--b);border:0;cursor:pointer;border-radius:22px}
button:hover{background:var(--h)}
button:focus-visible{outline:3px solid var(--b);outline-offset:2px;box-shadow:0 0 0 2px var(--o)}
.open{position:fixed;z-index:2147483646;bottom:20px;right:20px;display:flex;gap:8px;align-items:center;
min-width:44px;min-height:44px;padding:8px 18px 8px 14px;box-shadow:0 2px 10px #0006}
.left .open{right:auto;left:20px}
svg{width:22px;height:22px;fill:currentColor;flex:none}
.panel{position:fixed;z-index:2147483647;bottom:76px;right:20px;width:400px;
height:min(640px,calc(100vh - 96px));overflow:hidden;border-radius:12px;background:#fff;
box-shadow:0 6px 30px #0007}
.left .panel{right:auto;left:20px}
.panel[hidden]{display:none}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
.close{position:absolute;top:8px;right:8px;min-width:44px;min-height:44px;font-size:22px}
.close[hidden]{display:none}
@media (max-width:480px),(max-height:480px){
.panel{inset:0!important;width:auto;height:auto;border-radius:0}
.open{padding:11px}
.open span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
@media (forced-colors:active){button,.panel{border:1px solid}}
@media print{:host{display:none}}
`;
