/** The launcher and the panel's place on the shop's page. Nothing of the page reaches in here, nor out. */
export const styles = `
:host{all:initial;--brand:oklch(.5 .095 205);--on:#fff;--surface:#fff;--red:oklch(.55 .2 27)}
:host([data-theme=dark]){--brand:oklch(.74 .105 200);--on:oklch(.2 .02 220);--surface:oklch(.205 .011 235)}
@media(prefers-color-scheme:dark){:host(:not([data-theme=light])){--brand:oklch(.74 .105 200);--on:oklch(.2 .02 220);--surface:oklch(.205 .011 235)}}
button,.panel{position:fixed;right:20px;z-index:2147483000}
:host([data-position=left]) :is(button,.panel){right:auto;left:20px}
button{bottom:20px;width:56px;height:56px;padding:0;border:0;border-radius:28px;background:var(--tint,var(--brand));color:var(--on-tint,var(--on));cursor:pointer;box-shadow:0 6px 20px #0f2a3340,0 1px 3px #0f2a3333;transition:transform .15s}
button:hover{transform:translateY(-2px)}
button:active{transform:scale(.96)}
button:focus-visible{outline:3px solid var(--on);box-shadow:0 0 0 6px var(--tint,var(--brand))}
svg{position:absolute;inset:15px;width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;transition:opacity .15s,transform .15s}
button[aria-expanded=false] .down,button[aria-expanded=true] .chat{opacity:0;transform:scale(.6)}
button[aria-busy=true]{cursor:progress}
button[aria-busy=true] svg{animation:busy 1s ease-in-out infinite alternate}
@keyframes busy{to{opacity:.35}}
b{position:absolute;top:-4px;right:-4px;min-width:12px;padding:0 4px;border:2px solid #fff;border-radius:12px;background:var(--red);color:#fff;font:600 12px/18px -apple-system,"Segoe UI","PingFang SC","Microsoft YaHei UI",sans-serif;text-align:center}
b:empty,button[aria-expanded=true] b{display:none}
.panel{bottom:88px;width:384px;height:min(660px,100dvh - 108px);border-radius:16px;overflow:hidden;background:var(--surface);box-shadow:0 16px 48px #0f2a3333,0 2px 8px #0f2a331f;opacity:0;transform:translateY(12px);visibility:hidden;transition:opacity .16s,transform .16s,visibility .16s}
.panel.open{opacity:1;transform:none;visibility:visible}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:auto}
@media(max-width:480px){:host .panel{inset:0;width:100%;height:100dvh;border-radius:0}.open~button{visibility:hidden}}
@media(prefers-reduced-motion){*{transition:none!important;animation:none!important}}
@media print{:host{display:none}}`
