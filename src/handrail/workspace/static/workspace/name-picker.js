/* <name-picker from="/work/people" label="People"><textarea></name-picker>

   After an @ it offers colleagues whose names begin so; arrows choose, Enter or Tab puts the name in. */

const ASKED = /(?:^|\s)@([\p{L}][\p{L}'’.-]*(?: [\p{L}'’.-]*)?)$/u
const WAIT_MS = 120

class NamePicker extends HTMLElement {
  #timer = 0

  connectedCallback() {
    this.text = this.querySelector('textarea')
    this.list = Object.assign(document.createElement('ul'), { className: 'names', role: 'listbox', hidden: true, id: 'names' })
    this.list.ariaLabel = this.getAttribute('label')
    this.append(this.list)
    this.text.addEventListener('input', () => this.#later())
    this.text.addEventListener('blur', () => setTimeout(() => this.#close(), WAIT_MS))
    this.text.addEventListener('keydown', (event) => this.#key(event))
    this.list.addEventListener('mousedown', (event) => this.#take(event.target.closest('[role=option]'), event))
  }

  get asked() {
    return ASKED.exec(this.text.value.slice(0, this.text.selectionStart))?.[1]
  }

  #later() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#ask(), WAIT_MS)
  }

  async #ask() {
    const asked = this.asked
    if (!asked) return this.#close()
    const answer = await fetch(`${this.getAttribute('from')}?q=${encodeURIComponent(asked)}`).catch(() => null)
    if (!answer?.ok || this.asked !== asked) return
    this.list.innerHTML = await answer.text()
    this.list.hidden = !this.list.children.length
    this.text.setAttribute('aria-controls', 'names')
    this.#choose(this.list.firstElementChild)
  }

  #choose(option) {
    for (const one of this.list.children) one.setAttribute('aria-selected', String(one === option))
    if (option) this.text.setAttribute('aria-activedescendant', option.id)
  }

  #key(event) {
    if (this.list.hidden) return
    const here = this.list.querySelector('[aria-selected=true]')
    if (event.key === 'ArrowDown') this.#choose(here.nextElementSibling ?? this.list.firstElementChild)
    else if (event.key === 'ArrowUp') this.#choose(here.previousElementSibling ?? this.list.lastElementChild)
    else if (event.key === 'Enter' || event.key === 'Tab') return this.#take(here, event)
    else if (event.key === 'Escape') this.#close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  #take(option, event) {
    if (!option) return
    event.preventDefault()
    event.stopPropagation()
    const end = this.text.selectionStart
    this.text.setRangeText(`${option.dataset.name} `, end - this.asked.length, end, 'end')
    this.text.dispatchEvent(new Event('input', { bubbles: true }))
    this.#close()
  }

  #close() {
    this.list.hidden = true
    this.text.removeAttribute('aria-activedescendant')
  }
}

customElements.define('name-picker', NamePicker)
