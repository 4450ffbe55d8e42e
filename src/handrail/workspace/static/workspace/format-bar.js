/* <format-bar aria-controls="reply-text"><button data-around="**">…<button data-before="- ">…</format-bar>

   Writes Markdown into the text for people who do not want to know it. One stop for Tab, arrows within. */

const ENDS = { ArrowRight: 1, ArrowLeft: -1 }
const KEYS = { b: '**', i: '_' }

class FormatBar extends HTMLElement {
  connectedCallback() {
    this.tools.forEach((tool, place) => { tool.tabIndex = place ? -1 : 0 })
    this.addEventListener('click', this)
    this.addEventListener('keydown', this)
    this.form = this.closest('form')
    this.form.addEventListener('keydown', this.keys = (event) => this.#shortcut(event))
  }

  disconnectedCallback() {
    this.form.removeEventListener('keydown', this.keys)
  }

  get tools() {
    return [...this.querySelectorAll('.tool')]
  }

  get text() {
    return document.getElementById(this.getAttribute('aria-controls'))
  }

  handleEvent(event) {
    const tool = event.target.closest('.tool')
    if (!tool) return
    if (event.type === 'click') this.#use(tool)
    else if (event.key in ENDS) this.#walk(tool, ENDS[event.key])
  }

  #walk(tool, step) {
    const next = this.tools.at((this.tools.indexOf(tool) + step) % this.tools.length)
    this.tools.forEach((one) => { one.tabIndex = one === next ? 0 : -1 })
    next.focus()
  }

  #shortcut(event) {
    const mark = (event.ctrlKey || event.metaKey) && !event.altKey && KEYS[event.key]
    if (!mark || event.target !== this.text) return
    event.preventDefault()
    this.#around(mark, mark)
  }

  #use({ dataset }) {
    if (dataset.around) this.#around(dataset.around, dataset.around)
    else if (dataset.before) this.#before(dataset.before)
    else if ('link' in dataset) this.#around('[', '](https://)')
  }

  #around(start, stop) {
    const { selectionStart: from, selectionEnd: to, value } = this.text
    this.#put(`${start}${value.slice(from, to)}${stop}`, from, to)
    this.text.setSelectionRange(from + start.length, to + start.length)
  }

  #before(mark) {
    const { selectionStart, selectionEnd: to, value } = this.text
    const from = value.lastIndexOf('\n', selectionStart - 1) + 1
    const lines = value.slice(from, to).split('\n').map((line, n) => (mark === '1. ' ? `${n + 1}. ` : mark) + line)
    this.#put(lines.join('\n'), from, to)
  }

  /* As typed, so that the browser can undo it. */
  #put(words, from, to) {
    this.text.focus()
    this.text.setSelectionRange(from, to)
    if (document.execCommand('insertText', false, words)) return
    this.text.setRangeText(words, from, to, 'end')
    this.text.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

customElements.define('format-bar', FormatBar)
