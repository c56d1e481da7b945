// The readable page of /v1: one self-contained document that draws /v1/openapi.json. It loads nothing from anywhere else,
// because servers of this kind often stand where nothing else can be reached.

import { errorCodes } from '#contract/errors'
import type { Language } from '#http/port'
import { escapeMarkup } from '#words/markup'

const words = {
  ja: {
    title: 'Noroshi API',
    raw: 'OpenAPI文書',
    errors: 'エラーコード',
    body: '本文',
    answers: '応答',
    query: 'パラメータ',
  },
  en: {
    title: 'Noroshi API',
    raw: 'OpenAPI document',
    errors: 'Error codes',
    body: 'Body',
    answers: 'Answers',
    query: 'Parameters',
  },
} as const

export const docsPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'"

const style = `
body{font:15px/1.6 system-ui,"Hiragino Sans","Noto Sans JP",sans-serif;margin:0 auto;max-width:960px;padding:1rem;color:#222;background:#fff}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid #ccc;text-transform:capitalize}
details{border:1px solid #ddd;border-radius:6px;margin:.5rem 0;padding:.2rem .8rem}
summary{cursor:pointer;padding:.3rem 0}code,pre{font:13px/1.5 ui-monospace,monospace}
pre{background:#f6f6f6;padding:.6rem;overflow:auto;border-radius:4px;white-space:pre-wrap}
.m{display:inline-block;min-width:4.8em;font-weight:700;text-transform:uppercase}.p{font-family:ui-monospace,monospace}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.3rem .5rem;text-align:left;vertical-align:top}
td:first-child{white-space:nowrap}:target{background:#fff3c4}
@media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}pre{background:#242424}details,h2,td,th{border-color:#444}a{color:#8ab4ff}:target{background:#4a3f12}}`

/** Runs in the browser: draws the document with text nodes only, so nothing in it can become markup. */
const script = `
const w=JSON.parse(document.getElementById('w').textContent)
const el=(tag,text,cls)=>{const e=document.createElement(tag);if(text)e.textContent=text;if(cls)e.className=cls;return e}
fetch('/v1/openapi.json').then(r=>r.json()).then(doc=>{
  const at=ref=>ref.split('/').slice(1).reduce((o,k)=>o[k],doc)
  const open=(s,seen)=>{if(!s||typeof s!=='object')return s
    if(s.$ref)return seen.includes(s.$ref)?s.$ref:open(at(s.$ref),seen.concat(s.$ref))
    if(Array.isArray(s))return s.map(x=>open(x,seen))
    return Object.fromEntries(Object.entries(s).map(([k,v])=>[k,open(v,seen)]))}
  const schema=(box,label,s)=>{if(!s)return;box.append(el('strong',label));box.append(el('pre',JSON.stringify(open(s,[]),null,2)))}
  const main=document.getElementById('operations');const groups={}
  document.getElementById('about').textContent=doc.info.description.replaceAll('\`','')
  for(const [path,item] of Object.entries(doc.paths))for(const [method,op] of Object.entries(item)){
    const tag=(op.tags||['other'])[0]
    if(!groups[tag]){groups[tag]=el('section');groups[tag].append(el('h2',tag));main.append(groups[tag])}
    const box=el('details');const head=el('summary')
    head.append(el('span',method,'m'),el('span',path,'p'),document.createTextNode(' — '+(op.summary||'')))
    box.append(head,el('p',(op.description||'').replaceAll('\`','')))
    if(op.parameters)schema(box,w.query,op.parameters)
    schema(box,w.body,op.requestBody&&op.requestBody.content['application/json'].schema)
    for(const [status,r] of Object.entries(op.responses)){const c=r.content&&Object.values(r.content)[0]
      if(status!=='default')schema(box,w.answers+' '+status+': '+r.description,c&&c.schema)}
    groups[tag].append(box)}
})`

const errorRows = (language: Language): string =>
  Object.entries(errorCodes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, entry]) =>
        `<tr id="${code}"><td><code>${code}</code></td><td>${entry.status}</td><td>${escapeMarkup(entry[language])}</td></tr>`,
    )
    .join('')

/** Returns the page. The words travel as JSON beside the script, never inside it. */
export const docsPage = (language: Language): string => {
  const w = words[language]
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${w.title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>${style}</style></head><body>
<h1>${w.title}</h1><p id="about"></p><p><a href="/v1/openapi.json">${w.raw}</a></p><main id="operations"></main>
<section><h2>${w.errors}</h2><table>${errorRows(language)}</table></section>
<script type="application/json" id="w">${JSON.stringify(w)}</script><script>${script}</script></body></html>`
}
