import { afterEach, expect, it } from 'vitest'
import { closedRows, labelled, meant } from './place'

afterEach(() => document.body.replaceChildren())

function page(html: string) {
  document.body.innerHTML = html
  return document.body
}

it('finds a field by its label and gives the focus to its control', () => {
  const body = page(`
    <h2>名称</h2>
    <div><label id="f-label" for="f">名称<span aria-hidden="true">*</span></label><input id="f" /></div>
  `)
  const label = labelled(body, '名称')!
  expect(label.id).toBe('f-label')
  const { field, control } = meant(label)
  expect([field.tagName, control.id]).toEqual(['DIV', 'f'])
  expect(labelled(body, '名称', true)?.tagName).toBe('H2')
})

it('finds a switch by its title, and marks the whole row', () => {
  const body = page(`
    <div class="row">
      <div><p id="a">提示音</p><p id="a-text">会响</p></div>
      <button role="switch" aria-labelledby="a"></button>
    </div>
  `)
  const { field, control } = meant(labelled(body, '提示音')!)
  expect([field.className, control.getAttribute('role')]).toEqual(['row', 'switch'])
})

it('finds what has its explanation in the same label', () => {
  const body = page(`
    <label data-setting="x"><input type="checkbox" /><span> 起草回复 <span class="block">先写好</span></span></label>
  `)
  const { field, control } = meant(labelled(body, '起草回复')!)
  expect([field.tagName, control.tagName]).toEqual(['LABEL', 'INPUT'])
})

it('takes the label of a field that names its keys itself', () => {
  const body = page(
    `<div data-setting="x"><label id="w-label" for="w">等多久</label><input id="w" /></div>`,
  )
  const label = labelled(body, '等多久')!
  expect([label.id, meant(label).control.id]).toEqual(['w-label', 'w'])
})

it('takes a label whose gap was filled for the one in the dictionary', () => {
  const body = page(`<label id="g-label">问候语（English）</label>`)
  expect(labelled(body, '问候语（{language}）')?.id).toBe('g-label')
  expect(labelled(body, '问候')).toBeUndefined()
})

it('opens rows, but no menus', () => {
  const body = page(`
    <button aria-expanded="false" aria-controls="x"></button>
    <button aria-expanded="false" aria-controls="y" aria-haspopup="menu"></button>
  `)
  expect(closedRows(body)).toHaveLength(1)
})
