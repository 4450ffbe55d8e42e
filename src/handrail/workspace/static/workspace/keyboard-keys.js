/* <keyboard-keys></keyboard-keys>

   Single letters for whoever likes them. A thing that has a key says so itself with data-key;
   this only presses it. Off inside fields, off for good with <html data-keys="off">. */

const FIELDS = 'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]'
const STEPS = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }

class KeyboardKeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener('keydown', this)
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this)
  }

  handleEvent(event) {
    if (event.defaultPrevented || event.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return this.#send(event)
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') return this.#leave(event)
    if (event.target.closest(FIELDS) || document.documentElement.dataset.keys === 'off') return
    if (event.target.closest('dialog')) return
    if (this.#move(event) || this.#tick(event) || this.#press(event.key)) event.preventDefault()
  }

  #send(event) {
    const form = event.target.closest('form')
    if (!form) return
    event.preventDefault()
    form.requestSubmit(form.querySelector('[data-kind=main]'))
  }

  /* Out of a field, back to the list, so the letters work again. */
  #leave(event) {
    if (event.target.closest(FIELDS)) event.target.blur()
  }

  #move(event) {
    const step = STEPS[event.key]
    const inRows = event.target.closest('.rows')
    if (!step || (event.key.startsWith('Arrow') && !inRows)) return false
    const rows = [...document.querySelectorAll('.rows .row')]
    const here = event.target.closest('.row') ?? document.querySelector('.row[aria-current]')
    const next = here ? rows[rows.indexOf(here) + step] : rows.at(step > 0 ? 0 : -1)
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
    return rows.length > 0
  }

  #tick(event) {
    const row = event.key === 'x' && (event.target.closest('.row') ?? document.querySelector('.row[aria-current]'))
    row && row.parentElement.querySelector('.tick')?.click()
    return Boolean(row)
  }

  #press(key) {
    const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => !one.disabled && (one.checkVisibility() || one.closest('[popover]')))
    if (!target) return false
    if (target.matches(FIELDS)) target.focus()
    else target.click()
    const then = target.dataset.focus && document.querySelector(target.dataset.focus)
    then?.focus()
    return true
  }
}

customElements.define('keyboard-keys', KeyboardKeys)
