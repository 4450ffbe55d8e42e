/* <drop-files>… <input type="file"> <output class="dropped"> …</drop-files>

   Files dropped on the composer or pasted into it join those that were chosen; each can be taken out. */

class DropFiles extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type=file]')
    this.list = this.querySelector('.dropped')
    for (const name of ['dragover', 'dragleave', 'drop', 'paste', 'change', 'click']) this.addEventListener(name, this)
  }

  handleEvent(event) {
    this[`on_${event.type}`](event)
  }

  on_dragover(event) {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    this.dataset.over = ''
  }

  on_dragleave() {
    delete this.dataset.over
  }

  on_drop(event) {
    this.on_dragleave()
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    this.#hold([...this.input.files, ...event.dataTransfer.files])
  }

  on_paste(event) {
    if (!event.clipboardData.files.length) return
    event.preventDefault()
    this.#hold([...this.input.files, ...event.clipboardData.files])
  }

  on_change(event) {
    if (event.target === this.input) this.#show()
  }

  on_click({ target }) {
    const place = target.closest('[data-file]')?.dataset.file
    if (place !== undefined) this.#hold([...this.input.files].filter((_, n) => n !== Number(place)))
  }

  #hold(files) {
    const held = new DataTransfer()
    for (const file of files) held.items.add(file)
    this.input.files = held.files
    this.#show()
  }

  #show() {
    this.list.replaceChildren(...[...this.input.files].map((file, place) => {
      const button = document.createElement('button')
      Object.assign(button, { type: 'button', className: 'file', textContent: `${file.name} ×` })
      button.dataset.file = place
      return button
    }))
  }
}

customElements.define('drop-files', DropFiles)
