// What all slides share: says when it is ready, draws the QR code, runs the horizon and the clock.
// Written for Chromium 69: no optional chaining, no nullish coalescing, no class fields.
// Messages as in protocol.md, "Slide contract 1". `qrcode` is qrcode-generator, in front of this file.
/* global qrcode */
(function () {
  'use strict'

  var QUIET = 4 // modules of white round a code (ISO/IEC 18004)
  var LEAST = 4 // device pixels a module, or phones can't read it
  var SPOT = /^#at=([2-9A-HJ-NP-Z]{2,6})$/
  var ALONE_MS = 1000
  var APART_SECONDS = 0.15 // a film that is so near its time is left to play

  var line = document.querySelector('.line i')
  var clocks = document.querySelectorAll('time[data-clock]')
  var film = document.querySelector('video')
  var alone = 0
  var ticking = 0

  function tell (message) {
    message.signage = 1
    if (window.parent !== window) window.parent.postMessage(message, '*')
  }

  // ---- ready, or why not

  function loaded () {
    return new Promise(function (resolve) {
      if (document.readyState === 'complete') resolve()
      else window.addEventListener('load', function () { resolve() }, { once: true })
    })
  }

  // The load event comes also after a stylesheet that did not.
  function checkStyles () {
    [].forEach.call(document.querySelectorAll('link[rel="stylesheet"]'), function (link) {
      if (!link.sheet) throw new Error('stylesheet ' + link.getAttribute('href'))
    })
  }

  // document.fonts.ready may be true before any layout asked for a font: each face is asked for by name.
  function loadFonts () {
    var text = document.body.textContent
    var names = (document.body.getAttribute('data-fonts') || '').split('|').filter(Boolean)
    return Promise.all(names.map(function (name) {
      var at = name.indexOf(' ')
      return document.fonts.load(name.slice(0, at) + ' 40px "' + name.slice(at + 1) + '"', text).then(function (faces) {
        if (!faces.length) throw new Error('font ' + name)
      })
    })).then(function () { return document.fonts.ready })
  }

  function decodePictures () {
    return Promise.all([].map.call(document.images, function (image) {
      return image.decode().catch(function () { throw new Error('picture ' + image.getAttribute('src')) })
    }))
  }

  // A film is there when its first frame is.
  function loadFilm () {
    return new Promise(function (resolve, reject) {
      function fail () { reject(new Error('film ' + film.getAttribute('src'))) }
      if (!film || film.readyState >= 2) resolve()
      else if (film.error) fail()
      else {
        film.addEventListener('loadeddata', resolve, { once: true })
        film.addEventListener('error', fail, { once: true })
      }
    })
  }

  function twoFrames () {
    return new Promise(function (resolve) {
      requestAnimationFrame(function () { requestAnimationFrame(resolve) })
    })
  }

  // ---- the QR code

  // The address of the link with this screen's spot; where none is named, the plain target (protocol.md, "QR on a slide").
  function target (canvas) {
    var link = canvas.getAttribute('data-link')
    var spot = SPOT.exec(location.hash)
    return link && spot ? link + '-' + spot[1] : canvas.getAttribute('data-qr')
  }

  function drawCode (canvas) {
    qrcode.stringToBytes = qrcode.stringToBytesFuncs['UTF-8']
    var code = qrcode(0, 'M')
    code.addData(target(canvas), 'Byte')
    code.make()
    var count = code.getModuleCount()
    var ratio = window.devicePixelRatio || 1
    canvas.style.width = canvas.style.height = ''
    var side = Math.round(canvas.getBoundingClientRect().width * ratio)
    var module = Math.floor(side / (count + 2 * QUIET) + 0.01)
    if (module < LEAST) throw new Error('QR code too small: ' + module + ' pixels a module')
    // The canvas has one pixel for each of the device's, and fills the place that was kept for it.
    canvas.width = canvas.height = side
    canvas.style.width = canvas.style.height = side / ratio + 'px'
    paint(canvas.getContext('2d'), code, count, module, Math.floor((side - count * module) / 2))
  }

  function paint (context, code, count, module, margin) {
    context.fillStyle = '#fff'
    context.fillRect(0, 0, context.canvas.width, context.canvas.height)
    context.fillStyle = '#000'
    for (var row = 0; row < count; row++) {
      for (var column = 0; column < count; column++) {
        if (code.isDark(row, column)) context.fillRect(margin + column * module, margin + row * module, module, module)
      }
    }
  }

  function drawCodes () {
    [].forEach.call(document.querySelectorAll('canvas[data-qr]'), drawCode)
  }

  // A screen that is turned, or wakes after its box: the code alone is not measured by the window's size. One that got too
  // small keeps its pixels, and the place that the stylesheet gives it.
  window.addEventListener('resize', function () {
    try { drawCodes() } catch (problem) { /* the slide stands */ }
  })

  // ---- shown and hidden

  // The line goes from `begins` to `ends`; shown in the middle of its time it starts in the middle.
  function runLine (show) {
    if (!line) return
    var whole = show.ends - show.begins
    var part = whole > 0 ? Math.min(1, Math.max(0, (show.now - show.begins) / whole)) : 1
    line.style.transition = 'none'
    line.style.transform = 'scaleX(' + part + ')'
    line.getBoundingClientRect()
    line.style.transition = 'transform ' + Math.max(0, show.ends - show.now) + 'ms linear'
    line.style.transform = 'scaleX(1)'
  }

  function resetLine () {
    if (!line) return
    line.style.transition = 'none'
    line.style.transform = 'scaleX(0)'
  }

  // A film goes with its slot: joined in the middle it is sought out there; after its end its last frame stays.
  function runFilm (show) {
    if (!film) return
    var start = performance.now() - (show.now - show.begins)
    function follow () {
      var due = Math.max(0, (performance.now() - start) / 1000)
      if (due >= film.duration) film.currentTime = film.duration
      else if (Math.abs(film.currentTime - due) > APART_SECONDS) film.currentTime = due
      return due < film.duration
    }
    film.muted = true
    // Seeking took its time: what it took is made up once, and neighbours play together.
    film.onplaying = function () {
      film.onplaying = null
      follow()
    }
    if (follow()) Promise.resolve(film.play()).catch(function () {})
  }

  function resetFilm () {
    if (!film) return
    film.onplaying = null
    film.pause()
    if (film.currentTime > 0) film.currentTime = 0
  }

  // The older engines don't know the newest zones (Europe/Kyiv): there the device's own stands in.
  function timeAt (at, zone) {
    try {
      return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone })
    } catch (unknown) {
      return timeAt(at)
    }
  }

  function runClocks (now) {
    if (!clocks.length) return
    var start = now - performance.now()
    ;(function tick () {
      var at = start + performance.now()
      ;[].forEach.call(clocks, function (clock) {
        clock.textContent = timeAt(at, clock.getAttribute('data-clock') || undefined)
      })
      ticking = setTimeout(tick, 60000 - at % 60000 + 20)
    })()
  }

  function show (times) {
    hide()
    runLine(times)
    runFilm(times)
    runClocks(times.now)
  }

  function hide () {
    clearTimeout(ticking)
    resetLine()
    resetFilm()
  }

  // Nobody is there to say when: a preview stands whole, with its horizon lit.
  function showAlone () {
    var now = Date.now()
    show({ now: now, begins: now - 1, ends: now })
  }

  function isMoment (value) {
    return typeof value === 'number' && isFinite(value)
  }

  window.addEventListener('message', function (event) {
    var message = event.data
    if (window.parent === window || event.source !== window.parent || !message || message.signage !== 1) return
    clearTimeout(alone)
    if (message.hide) hide()
    else if (message.show && isMoment(message.show.now) && isMoment(message.show.begins) && isMoment(message.show.ends)) {
      show(message.show)
    }
  })

  loaded().then(function () {
    checkStyles()
    drawCodes()
    return Promise.all([loadFonts(), decodePictures(), loadFilm()])
  }).then(twoFrames).then(function () {
    alone = setTimeout(showAlone, ALONE_MS)
    tell({ ready: true })
  }).catch(function (problem) {
    tell({ failed: String(problem && problem.message ? problem.message : problem) })
  })
})()
