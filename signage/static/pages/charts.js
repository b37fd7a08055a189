// Draws the figures of a display over time: an ink line over a base line, a limit as a dashed one. Lengths and colours are
// set through the style sheet object model, which the page's policy allows.

const style = getComputedStyle(document.documentElement)
const colour = (name) => style.getPropertyValue(name).trim()

/** @param {number[]} values @param {number[]} marks @returns {[number, number]} room above and below, and never a flat range */
function rangeOf(values, marks) {
  const all = values.concat(marks.filter((mark) => !Number.isNaN(mark)))
  const low = Math.min(...all)
  const high = Math.max(...all)
  const room = (high - low || Math.abs(high) || 1) * 0.15
  return [low - room, high + room]
}

/** @param {number} limit @returns {function} draws the base line, and the limit where there is one */
function lines(limit) {
  return (plot) => {
    const { ctx, bbox } = plot
    const line = (y, hue, dash) => {
      ctx.save()
      ctx.strokeStyle = hue
      ctx.lineWidth = window.devicePixelRatio
      ctx.setLineDash(dash)
      ctx.beginPath()
      ctx.moveTo(bbox.left, y)
      ctx.lineTo(bbox.left + bbox.width, y)
      ctx.stroke()
      ctx.restore()
    }
    line(bbox.top + bbox.height - 1, colour('--edge'), [])
    if (!Number.isNaN(limit)) line(plot.valToPos(limit, 'y', true), colour('--bad'), [5, 4])
  }
}

/** @param {HTMLElement} place */
function draw(place) {
  const data = JSON.parse(place.dataset.chart)
  const [limit, floor] = [place.dataset.limit, place.dataset.floor].map(Number.parseFloat)
  const options = {
    width: place.clientWidth,
    height: place.clientHeight,
    padding: [4, 0, 2, 0],
    cursor: { show: false },
    legend: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: { y: { range: () => rangeOf(data[1], [limit, floor]) } },
    series: [{}, { stroke: colour('--ink'), width: 2, points: { show: false } }],
    hooks: { drawClear: [lines(limit)] },
  }
  const plot = new window.uPlot(options, data, place)
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: place.clientHeight })).observe(place)
}

for (const place of document.querySelectorAll('[data-chart]')) draw(place)
