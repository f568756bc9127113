/**
 * The launcher and the panel's place on the shop's page. Nothing of the page reaches in here, nor out.
 * The colours are the product's teal and red, written short.
 */
export const styles = `
:host{all:initial;--brand:#00717b;--on:#fff;--surface:#fff}
:host([data-theme=dark]){--brand:#4cbfc7;--on:#0b1a1f;--surface:#12181b}
@media(prefers-color-scheme:dark){:host(:not([data-theme=light])){--brand:#4cbfc7;--on:#0b1a1f;--surface:#12181b}}
:host([data-position=left]){--left:20px;--right:auto}
button,.panel{position:fixed;left:var(--left,auto);right:var(--right,20px);z-index:2147483000}
button{bottom:20px;width:56px;height:56px;padding:0;border:0;border-radius:28px;background:var(--tint,var(--brand));color:var(--on-tint,var(--on));cursor:pointer;box-shadow:0 6px 20px #0f2a3340;transition:transform .15s}
button:hover{transform:translateY(-2px)}
button:focus-visible{outline:3px solid var(--on);box-shadow:0 0 0 6px var(--tint,var(--brand))}
button[aria-busy=true]{opacity:.8;cursor:progress}
svg{position:absolute;inset:15px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;transition:opacity .15s}
button[aria-expanded=false] .down,button[aria-expanded=true] .chat{opacity:0}
b{position:absolute;top:-4px;right:-4px;min-width:12px;padding:0 4px;border:2px solid #fff;border-radius:12px;background:#c12b2a;color:#fff;font:600 12px/18px system-ui,sans-serif;text-align:center}
b:empty,button[aria-expanded=true] b{display:none}
.panel{bottom:88px;width:384px;height:min(660px,100dvh - 108px);border-radius:16px;overflow:hidden;background:var(--surface);box-shadow:0 16px 48px #0f2a3340;opacity:0;transform:translateY(12px);visibility:hidden;transition:.16s}
.panel.open{opacity:1;transform:none;visibility:visible}
iframe{display:block;width:100%;height:100%;border:0}
@media(max-width:480px){.panel{inset:0;width:100%;height:100dvh;border-radius:0}.open~button{visibility:hidden}}
@media(prefers-reduced-motion){*{transition:none!important}}
@media print{:host{display:none}}`
