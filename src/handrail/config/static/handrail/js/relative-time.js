/* <relative-time at="2026-11-23T10:00:00Z" ahead="Reply in {}" behind="Late by {}">…</relative-time>

   Keeps the words of a time true while the page stays open. The server has already written them,
   so nothing is missing without this. */

const EVERY_MS = 30_000
const UNITS = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min']]
const shown = new Set()
let timer = 0

export function span(ms) {
  for (const [size, name] of UNITS) if (ms >= size) return `${Math.floor(ms / size)} ${name}`
  return 'under 1 min'
}

class RelativeTime extends HTMLElement {
  connectedCallback() {
    shown.add(this)
    timer ||= setInterval(() => shown.forEach((time) => time.refresh()), EVERY_MS)
  }

  disconnectedCallback() {
    shown.delete(this)
  }

  refresh() {
    const left = Date.parse(this.getAttribute('at')) - Date.now()
    const words = this.getAttribute(left > 0 ? 'ahead' : 'behind')
    if (!words) return
    const text = words.replace('{}', span(Math.abs(left)))
    if (this.textContent !== text) this.textContent = text
    if (left <= 0 && this.hasAttribute('late')) this.closest('.due')?.setAttribute('data-is', 'late')
  }
}

customElements.define('relative-time', RelativeTime)
