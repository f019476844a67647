const font = "-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
const mono = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Noto Sans Mono CJK SC',monospace"

/** Of the pages, and of each platform: near enough to tell how a message reads there. */
export const style = `
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;padding:24px;background:#e9ecf1;color:#1f2329;font:15px/1.5 ${font};overflow-wrap:anywhere}
header h1{margin:0;font-size:24px}header p{margin:4px 0 16px;color:#5b6472}
a{color:#1a5fd0}pre,code{font-family:${mono};font-size:13px}pre{margin:6px 0;padding:8px 10px;background:#f3f4f6;border-radius:6px;white-space:pre-wrap}
p{margin:0 0 8px}ul,ol{margin:2px 0 8px;padding-left:22px}hr{border:0;border-top:1px solid #dee0e3;margin:10px 0}
h1,h2,h3,h4,h5,h6{line-height:1.35}blockquote{margin:4px 0 8px;padding-left:10px;border-left:3px solid #cfd4db}blockquote p{margin:0}
table{margin:0 0 12px;border-collapse:collapse;background:#fff}td,th{border:1px solid #d0d7de;padding:5px 12px;text-align:left;vertical-align:top}
th{white-space:nowrap}.wide{overflow-x:auto}
.board{display:flex;flex-wrap:wrap;gap:22px;align-items:flex-start}.note{width:min(560px,100%)}.note:has(.email){width:min(760px,100%)}
.caption{margin:0 0 6px;color:#5b6472;font-size:13px}.raw{background:#fff;padding:16px}
.quiet{color:#8a919f}.mention{color:#1a5fd0;background:#e6effc;border-radius:4px;padding:0 3px}.no-link{text-decoration:line-through}
.unknown{margin:6px 0;padding:6px 10px;border:2px dashed #c00;color:#c00;background:#fff;font-family:${mono};font-size:12px}
.picture{display:block;max-width:100%;margin:6px 0;border-radius:6px}.missing{padding:12px;background:#f0f1f3;color:#667}
.telegram{padding:14px;border-radius:12px;background:linear-gradient(135deg,#c8dcb4,#9cc4b0)}
.telegram .bubble{background:#fff;border-radius:14px;padding:7px 12px 9px}.telegram .sender{color:#c0563b;font-weight:600;font-size:14px}
.telegram .words{white-space:normal}.telegram pre{white-space:pre-wrap}.telegram .row{display:flex;gap:4px;margin-top:4px}
.telegram .key{flex:1;padding:8px;border-radius:8px;background:#0006;color:#fff;text-align:center;text-decoration:none;font-weight:600}
.telegram .key.success{background:#2f9e44}.telegram .key.danger{background:#d6393b}
.feishu{padding:14px;border-radius:12px;background:#f5f6f7}.feishu .card{overflow:hidden;background:#fff;border:1px solid #dee0e3;border-radius:8px}
.feishu .head{padding:11px 14px;font-weight:600;font-size:16px}.feishu .subtitle{font-weight:400;font-size:13px}.feishu .body{padding:12px 14px}
.feishu .body>*{margin-bottom:9px}.feishu .markdown p{margin:0}.feishu .small{font-size:12px;color:#8f959e}
.feishu .button{display:inline-block;margin:0 8px 6px 0;padding:5px 14px;border:1px solid #d0d3d6;border-radius:6px;color:#1f2329;text-decoration:none}
.feishu .primary,.feishu .primary_filled{border-color:#3370ff;background:#3370ff;color:#fff}.feishu .tag{margin-left:8px;padding:1px 7px;border-radius:4px;font-size:12px;font-weight:600}
.feishu .danger{border-color:#f54a45;color:#f54a45}.feishu .tag.colour-red{background:#fde2e2;color:#d83931}
.feishu .bubble{display:inline-block;padding:9px 13px;border-radius:8px;background:#fff}.feishu .post-title{font-weight:600;margin-bottom:4px}
.feishu .paragraph{min-height:1.2em}.feishu .bold{font-weight:600}.feishu .italic{font-style:italic}.feishu .columns{display:flex;gap:10px}.feishu .column{flex:1}
.template-blue{background:#e1eaff;color:#1456f0}.template-green{background:#d9f5d6;color:#2b7f2a}.template-red{background:#fde2e2;color:#c02a26}
.template-carmine{background:#fcdfee;color:#b01f5f}.template-orange{background:#feead2;color:#b35c00}.template-grey{background:#eff0f1;color:#51565d}
.template-yellow{background:#fff3c4;color:#8a6100}.template-wathet{background:#dff1fc;color:#0b6aa6}.template-turquoise{background:#d5f4f2;color:#067d79}
.template-indigo{background:#e4e5fe;color:#3b3fc4}.template-purple{background:#ece2fe;color:#6425d0}.template-violet{background:#f3dffa;color:#8a26a8}
.colour-grey{color:#8f959e}.colour-green{color:#2b9e2b}.colour-red{color:#d83931}.colour-info{color:#2ea121}.colour-comment{color:#8a919f}.colour-warning{color:#e07b00}
.dingtalk{padding:14px;border-radius:12px;background:#eef1f6}.dingtalk .bubble{background:#fff;border-radius:8px;padding:12px 14px}
.dingtalk h3{margin:0 0 8px;font-size:17px}.dingtalk h6{margin:6px 0 0;font-size:12px;font-weight:400;color:#8a919f}
.dingtalk .buttons{margin:10px -14px -12px;border-top:1px solid #eceef2}.dingtalk .button{display:block;padding:11px;text-align:center;text-decoration:none;border-bottom:1px solid #eceef2}
.dingtalk .buttons.row{display:flex}.dingtalk .buttons.row .button{flex:1}.dingtalk .item{display:block;padding:9px 0;border-bottom:1px solid #eceef2}
.dingtalk .link-title{display:block;font-weight:600;margin-bottom:4px}.dingtalk .alarm{color:#d6393b}
.wecom{padding:14px;border-radius:12px;background:#f0f2f5}.wecom .bubble,.wecom .template{background:#fff;border-radius:6px;padding:11px 14px}
.wecom h3{margin:0 0 8px;font-size:16px}.wecom blockquote{color:#5b6472}.wecom .source{font-size:12px;color:#d6393b;margin-bottom:4px}.wecom .title{font-size:17px;font-weight:600}
.wecom .row{display:flex;gap:14px}.wecom .key{width:80px;flex:none;color:#8a919f}.wecom .jump{margin-top:6px;padding-top:6px;border-top:1px solid #eceef2}.wecom .text{margin:6px 0}
.slack{padding:14px 16px;border-radius:12px;background:#fff}.slack .sender,.discord .sender{font-weight:700}.app{margin-left:6px;padding:0 4px;border-radius:3px;background:#e2e4e8;color:#5b6472;font-size:10px;vertical-align:middle}
.slack .header{margin:6px 0;font-size:18px}.slack .context{color:#616771;font-size:12px}.slack .button{display:inline-block;padding:4px 12px;border:1px solid #bbb;border-radius:4px;color:#1d1c1d;text-decoration:none}
.slack .rich,.slack .section{margin:5px 0}.slack ul{margin:2px 0}.slack .mention{background:#fdf3d8}
.discord{padding:14px 16px;border-radius:12px;background:#313338;color:#dbdee1}.discord a{color:#00a8fc}.discord .embed{max-width:520px;margin-top:6px;padding:10px 14px;border-left:4px solid;border-radius:4px;background:#2b2d31}
.discord .title{font-weight:600;color:#fff}.discord p{margin:0 0 8px}.discord .title p{margin:0 0 6px}.discord .footer{font-size:12px;color:#b5bac1}.discord .app{background:#5865f2;color:#fff}
.discord pre,.discord code{background:#1e1f22;color:#dbdee1}.discord .mention{background:#414675;color:#c9cdfb}
.email{border-radius:12px;background:#fff;overflow:hidden;padding-bottom:8px}.email .subject{padding:12px 16px 4px;font-size:18px;font-weight:600}.email .head{padding:0 16px;font-size:13px;color:#5b6472}
.email .head .name{display:inline-block;width:48px;color:#8a919f}.email iframe{display:block;width:100%;margin-top:8px;border:0;border-top:1px solid #e4e7eb}
.email details{padding:8px 16px;font-size:13px}
.github{border:1px solid #d0d7de;border-radius:8px;background:#fff;overflow:hidden}.github .issue-title{padding:12px 16px;font-size:19px;border-bottom:1px solid #d0d7de}
.github .comment{padding:14px 16px}.github sub{color:#59636e}.github h3{margin:0 0 10px;font-size:18px}
.webhook{border-radius:12px;overflow:hidden}.webhook pre{margin:0;padding:14px;background:#12161c;color:#cfe3d4}.webhook a{color:#8ab4ff}
`
