% Makes LilyPond (2.24) say every note and where in its bar it stands, for read_lilypond.py:
%
%     lilypond -dinclude-settings=lilypond_notes.ly -dno-print-pages --loglevel=BASIC SCORE.ly... 2> notes.txt
%
% Scores with a \midi block and without \layout are heard only, which is fast.

#(define (quarters moment) (exact->inexact (* 4 (ly:moment-main moment))))

#(define (note-sayer context)
  (let ((events '()) (tied? #f) (trill? #f))
    (define (has-tie? event)
      (any (lambda (each) (ly:in-event-class? each 'tie-event)) (ly:event-property event 'articulations '())))
    (define (of-context name default) (ly:context-property context name default))
    (define (say event)
      (let ((now (ly:context-current-moment context))
            (pitch (ly:event-property event 'pitch #f))
            (transposition (of-context 'instrumentTransposition #f))
            (staff (ly:context-find context 'Staff))
            (time (of-context 'timeSignatureFraction '(4 . 4)))
            (tempo (of-context 'tempoWholesPerMinute #f)))
        (if pitch
          (format (current-error-port) "~%DUMP N ~a ~a ~a ~a ~a ~a ~a ~a ~a ~a ~a ~a~%"
            (quarters now)
            (exact->inexact (* 4 (ly:moment-grace now)))
            (+ 60 (* 2 (ly:pitch-tones pitch)) (if transposition (* 2 (ly:pitch-tones transposition)) 0))
            (quarters (ly:event-property event 'length))
            (if (or tied? (has-tie? event)) 1 0)
            (if trill? 1 0)
            (if staff (object-address staff) 0)
            (quarters (of-context 'measurePosition (ly:make-moment 0)))
            (quarters (of-context 'measureLength (ly:make-moment 1)))
            (car time) (cdr time)
            (if (ly:moment? tempo) (quarters tempo) 0)))))
    (make-performer
      (listeners
        ((note-event performer event) (set! events (cons event events)))
        ((tie-event performer event) (set! tied? #t))
        ((articulation-event performer event)
          (if (equal? "trill" (format #f "~a" (ly:event-property event 'articulation-type))) (set! trill? #t)))
        ((trill-span-event performer event)
          (if (= -1 (ly:event-property event 'span-direction)) (set! trill? #t))))
      ((stop-translation-timestep performer)
        (for-each say events)
        (set! events '())
        (set! tied? #f)
        (set! trill? #f)))))

#(define (score-sayer context)
  (make-performer ((initialize performer) (format (current-error-port) "~%DUMP SCORE~%"))))

\midi {
  \context { \Score \consists #score-sayer }
  \context { \Voice \consists #note-sayer }
}
