/** Strokes on a 24-unit square. */
const paths = {
  close: 'M18 6 6 18M6 6l12 12',
  down: 'm6 9 6 6 6-6',
  more: 'M5 12v.01M12 12v.01M19 12v.01M5.500 12h-1M12.500 12h-1M19.500 12h-1',
  smile:
    'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM8.5 14.5s1.2 2 3.5 2 3.5-2 3.5-2M9 9.5h.01M15 9.5h.01',
  attach: 'M12 5v14M5 12h14',
  send: 'M4.5 11.5 20 4l-5.5 16-3-7Zm0 0 7 1.5L20 4',
  file: 'M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8Zm0 0v5h5',
  image:
    'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm-1 12 5-5 4.500 4.500L16 13l4 4M15.500 9h.01',
  download: 'M12 4v11m-4.500-4.500L12 15l4.500-4.500M5 20h14',
  alert: 'M12 8v5m0 3.500h.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  bag: 'M6 8h12l1 12H5Zm3 0V7a3 3 0 0 1 6 0v1',
}

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
