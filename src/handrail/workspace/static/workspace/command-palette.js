/* <command-palette from="/work/palette"><dialog><input role="combobox"> <ul role="listbox"></dialog></command-palette>

   Everything by a few letters: what can be done here, with its key, so that one learns it; every queue and
   page; and what the server finds. Ctrl-K opens it. */

const WAIT_MS = 150
const AGAIN_MS = 1000
const STEPS = { ArrowDown: 1, ArrowUp: -1 }

class CommandPalette extends HTMLElement {
  #timer = 0

  connectedCallback() {
    this.dialog = this.querySelector('dialog')
    this.input = this.querySelector('input')
    this.list = this.querySelector('[role=listbox]')
    this.input.addEventListener('input', () => this.#typed())
    this.dialog.addEventListener('keydown', (event) => this.#key(event))
    this.list.addEventListener('click', ({ target }) => this.#run(target.closest('[role=option]')))
    this.dialog.addEventListener('click', ({ target }) => target === this.dialog && this.dialog.close())
    document.addEventListener('keydown', this.open = (event) => this.#open(event))
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this.open)
  }

  #open(event) {
    if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    this.commands = this.#commands()
    this.input.value = ''
    this.#show([])
    this.dialog.showModal()
  }

  /* What is on the page is what can be done; a thing out of sight is not offered. */
  #commands() {
    const keyed = [...document.querySelectorAll('[data-key]')].filter((one) => !one.disabled && (one.checkVisibility() || one.closest('.mode, [popover]')))
    const links = [...document.querySelectorAll('.rail a, .menu :is(a, button), .facts a[hx-get]')]
    const target = (one) => one.closest('label.mode')?.querySelector('input') ?? one
    return [...new Set([...keyed, ...links])].map((one) => ({ words: words(one), key: one.dataset.key, run: () => target(one).click(), focus: one.dataset.focus }))
      .filter((one) => one.words)
  }

  #typed() {
    this.#show([])
    clearTimeout(this.#timer)
    if (this.input.value.trim().length > 1) this.#timer = setTimeout(() => this.#ask(), WAIT_MS)
  }

  async #ask() {
    const asked = this.input.value
    const answer = await fetch(`${this.getAttribute('from')}?q=${encodeURIComponent(asked)}`).catch(() => null)
    if (!this.dialog.open || this.input.value !== asked) return
    if (!answer?.ok) return void (this.#timer = setTimeout(() => this.#ask(), AGAIN_MS))
    const page = document.createElement('template')
    page.innerHTML = await answer.text()
    this.#show([...page.content.querySelectorAll('[role=option]')])
  }

  #show(found) {
    const parts = this.input.value.toLocaleLowerCase().split(/\s+/)
    const fits = this.commands.filter(({ words }) => parts.every((part) => words.toLocaleLowerCase().includes(part)))
    this.list.replaceChildren(...fits.slice(0, 12).map(option), ...found)
    ;[...this.list.children].forEach((one, n) => { one.id = `palette-${n}` })
    this.#choose(this.list.firstElementChild)
  }

  #choose(one) {
    for (const other of this.list.children) other.setAttribute('aria-selected', String(other === one))
    one?.scrollIntoView({ block: 'nearest' })
    this.input.setAttribute('aria-activedescendant', one?.id ?? '')
  }

  #key(event) {
    const all = [...this.list.children]
    const here = all.findIndex((one) => one.ariaSelected === 'true')
    if (event.key in STEPS) this.#choose(all.at((here + STEPS[event.key]) % all.length))
    else if (event.key === 'Enter') this.#run(all[here])
    else return
    event.preventDefault()
  }

  #run(one) {
    if (!one) return
    this.dialog.close()
    if (one.dataset.href) return location.assign(one.dataset.href)
    one.command.run()
    if (one.command.focus) document.querySelector(one.command.focus)?.focus()
  }
}

function words(one) {
  const copy = (one.closest('label.mode') ?? one).cloneNode(true)
  copy.querySelectorAll('kbd, .count, .pips, input').forEach((part) => part.remove())
  return copy.textContent.replace(/\s+/g, ' ').trim() || one.getAttribute('aria-label') || one.getAttribute('placeholder')
}

function option(command) {
  const one = Object.assign(document.createElement('li'), { role: 'option', command, textContent: command.words })
  if (command.key) one.append(Object.assign(document.createElement('kbd'), { textContent: command.key.toUpperCase() }))
  return one
}

customElements.define('command-palette', CommandPalette)
