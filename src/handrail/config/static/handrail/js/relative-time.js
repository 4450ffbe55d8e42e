/* <relative-time at="2026-11-23T10:00:00Z" ahead="Reply in {}" behind="Late by {}">…</relative-time>

   Keeps the words of a time true while the page stays open. The server has already written them,
   so nothing is missing without this. */

const EVERY_MS = 30_000
const SIZES = [60_000, 3_600_000, 86_400_000]
const shown = new Set()
let timer = 0

export function span(ms) {
  // The page names its units in its own language: under a minute, minutes, hours, days.
  const units = (document.body.dataset.units ?? 'under 1 min|{} min|{} h|{} d').split('|')
  const unit = SIZES.findLastIndex((size) => ms >= size)
  return units[unit + 1].replace('{}', Math.floor(ms / SIZES[unit]))
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
