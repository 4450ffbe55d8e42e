/* <autosave-draft to="/work/tickets/12/drafts/reply"><textarea>…</textarea><span role="status">…

   Sends what is typed to the server a moment after the last key, when a sheet opens (it may add to the
   draft), and when the page goes away.
   The form around it works without. */

const PAUSE_MS = 800

class AutosaveDraft extends HTMLElement {
  #timer = 0
  #kept = ''
  #sending = false

  connectedCallback() {
    this.text = this.querySelector('textarea')
    this.status = this.querySelector('[role=status]')
    this.form = this.closest('form')
    this.#kept = this.text.value
    this.text.addEventListener('input', this)
    this.form.addEventListener('submit', this)
    window.addEventListener('pagehide', this)
    window.addEventListener('sheet-open', this)
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    window.removeEventListener('pagehide', this)
    window.removeEventListener('sheet-open', this)
    if (!this.#sending) this.#save()
  }

  handleEvent(event) {
    clearTimeout(this.#timer)
    if (event.type === 'submit') this.#sending = true
    else if (event.type === 'input') this.#later()
    else if (!this.#sending) this.#save()
  }

  #later() {
    this.#sending = false
    this.#say('')
    this.#timer = setTimeout(() => this.#save(), PAUSE_MS)
  }

  async #save() {
    const text = this.text.value
    if (text === this.#kept) return
    this.#kept = text
    const body = new FormData()
    body.set('text', text)
    body.set('csrfmiddlewaretoken', this.form.elements.csrfmiddlewaretoken.value)
    try {
      const answer = await fetch(this.getAttribute('to'), { method: 'POST', body, keepalive: text.length < 50_000 })
      if (!answer.ok) throw new Error(answer.statusText)
      this.#say(this.getAttribute('saved'))
    } catch {
      this.#kept = null
      this.#say(this.getAttribute('lost'))
    }
  }

  #say(words) {
    if (this.status && this.status.textContent !== words) this.status.textContent = words
  }
}

customElements.define('autosave-draft', AutosaveDraft)
