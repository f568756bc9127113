// The bag lives in the browser; nothing is ordered.
const read = () => JSON.parse(localStorage.getItem('bag') ?? '[]')
const yuan = (minor) => `¥${(minor / 100).toFixed(2)}`

function write(bag) {
  localStorage.setItem('bag', JSON.stringify(bag))
  show()
}

function row(item, place, removeLabel) {
  const line = document.createElement('li')
  const picture = Object.assign(document.createElement('img'), { src: `/pictures/${item.id}.svg`, alt: '' })
  const name = Object.assign(document.createElement('a'), { href: `/p/${item.id}`, textContent: item.name })
  const choice = Object.assign(document.createElement('span'), { textContent: item.choice })
  const price = Object.assign(document.createElement('b'), { textContent: yuan(item.price) })
  const remove = Object.assign(document.createElement('button'), { type: 'button', textContent: removeLabel })
  remove.addEventListener('click', () => write(read().toSpliced(place, 1)))
  line.append(picture, name, choice, price, remove)
  return line
}

function show() {
  const bag = read()
  document.getElementById('count').textContent = bag.length || ''
  const list = document.getElementById('bag')
  if (!list) return
  list.replaceChildren(...bag.map((item, place) => row(item, place, list.dataset.remove)))
  document.getElementById('empty').hidden = bag.length > 0
  document.getElementById('sum').hidden = bag.length === 0
  document.getElementById('total').textContent = yuan(bag.reduce((sum, item) => sum + item.price, 0))
}

document.getElementById('choice')?.addEventListener('submit', (event) => {
  event.preventDefault()
  const form = event.currentTarget
  const choice = [...new FormData(form).values()].join(' · ')
  write([...read(), { id: form.dataset.id, name: form.dataset.name, price: Number(form.dataset.price), choice }])
  const button = form.querySelector('button')
  button.dataset.label ??= button.textContent
  button.textContent = button.dataset.done
  setTimeout(() => (button.textContent = button.dataset.label), 1600)
})

show()
