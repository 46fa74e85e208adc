;; The walk of json-paths.ts over the bytes of one object. `npx wat2wasm --enable-all` makes of this what json-walk-wasm.ts holds; json-paths.test.ts
;; compares the two.
(module
  (import "room" "memory" (memory 1))

  ;; Where the quote stands that closes the string whose bytes begin at $p; 0 = nowhere before $end.
  (func $string (param $p i32) (param $end i32) (result i32)
    (local $stops i32) (local $v v128)
    (block $open
      (loop $more
        (br_if $open (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $v (v128.load (local.get $p)))
        (local.set $stops (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 34))) (i8x16.eq (local.get $v) (i8x16.splat (i32.const 92))))))
        (if (i32.eqz (local.get $stops)) (then (local.set $p (i32.add (local.get $p) (i32.const 16))) (br $more)))
        (local.set $p (i32.add (local.get $p) (i32.ctz (local.get $stops))))
        (br_if $open (i32.ge_u (local.get $p) (local.get $end)))
        (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 34)) (then (return (local.get $p))))
        ;; Behind a backslash a byte says nothing.
        (local.set $p (i32.add (local.get $p) (i32.const 2)))
        (br $more)))
    (i32.const 0))

  ;; Where the search for the key of $length bytes at $start begins: made of its first and last eight bytes. At 0 there are zeros.
  (func (export "hash") (param $start i32) (param $length i32) (result i32)
    (local $p i32)
    (local.set $p (i32.add (local.get $start) (local.get $length)))
    (select (i32.const 0) (i32.wrap_i64 (i64.shr_u (i64.mul
      (i64.add
        (i64.shr_u (i64.load (i32.sub (local.get $p) (i32.const 8))) (i64.extend_i32_u (select (i32.const 0) (i32.sub (i32.const 64) (i32.shl (local.get $length) (i32.const 3))) (i32.ge_u (local.get $length) (i32.const 8)))))
        (i64.mul (i64.load (select (local.get $start) (i32.const 0) (i32.gt_u (local.get $length) (i32.const 8)))) (i64.const 0x9e3779b97f4a7c15)))
      (i64.const 0xff51afd7ed558ccd)) (i64.const 40))) (i32.eqz (local.get $length))))

  ;; The first byte from $p on that is no blank, $end at most.
  (func $skip (param $p i32) (param $end i32) (result i32)
    (local $c i32)
    (block $stop
      (loop $more
        (br_if $stop (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $c (i32.load8_u (local.get $p)))
        (br_if $stop (i32.eqz (i32.or (i32.or (i32.eq (local.get $c) (i32.const 32)) (i32.eq (local.get $c) (i32.const 9))) (i32.or (i32.eq (local.get $c) (i32.const 13)) (i32.eq (local.get $c) (i32.const 10))))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (br $more)))
    (local.get $p))

  ;; Behind the object or array that opens at $p; 0 = it does not end before $end.
  (func $nested (param $p i32) (param $end i32) (result i32)
    (local $stops i32) (local $v v128) (local $w v128) (local $depth i32) (local $c i32)
    (block $open
      (loop $more
        (br_if $open (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $v (v128.load (local.get $p)))
        (local.set $w (v128.or (local.get $v) (i8x16.splat (i32.const 32))))
        (local.set $stops (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 34))) (v128.or (i8x16.eq (local.get $w) (i8x16.splat (i32.const 123))) (i8x16.eq (local.get $w) (i8x16.splat (i32.const 125)))))))
        (if (i32.eqz (local.get $stops)) (then (local.set $p (i32.add (local.get $p) (i32.const 16))) (br $more)))
        (local.set $p (i32.add (local.get $p) (i32.ctz (local.get $stops))))
        (br_if $open (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $c (i32.load8_u (local.get $p)))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (if (i32.eq (local.get $c) (i32.const 34)) (then
          (local.set $p (call $string (local.get $p) (local.get $end)))
          (br_if $open (i32.eqz (local.get $p)))
          (local.set $p (i32.add (local.get $p) (i32.const 1)))
          (br $more)))
        (local.set $depth (i32.add (local.get $depth) (select (i32.const 1) (i32.const -1) (i32.eq (i32.or (local.get $c) (i32.const 32)) (i32.const 123)))))
        (br_if $more (local.get $depth))
        (return (local.get $p))))
    (i32.const 0))

  ;; Walks the object that opens at $from. What is asked for goes to $list, five numbers each: code, from, to, kind, index. $node is the tree
  ;; of keys: code, node of an array's elements, slots of its keys, mask of the slots, length of its own key, whether it knows all keys, and from byte
  ;; 32 on its own key; $stack has 16 bytes for each of its levels. 32 bytes behind $end become zeros: they end whatever the line does not. Returns
  ;; where the list ends; that plus 1 when the object is cut; that plus 2 at a key that is new where all should be known.
  (func (export "walk") (param $from i32) (param $end i32) (param $node i32) (param $stack i32) (param $list i32) (result i32)
    (local $p i32) (local $start i32) (local $to i32) (local $kind i32) (local $c i32) (local $length i32) (local $slots i32) (local $slot i32) (local $stops i32) (local $v v128) (local $w v128)
    ;; The node of the value; 0 = nobody asks for it. The place in the innermost array. Whether the innermost container is an array.
    (local $child i32) (local $index i32) (local $array i32) (local $bottom i32)
    (local $quote v128) (local $backslash v128)
    (local.set $quote (i8x16.splat (i32.const 34)))
    (local.set $backslash (i8x16.splat (i32.const 92)))
    (local.set $bottom (local.get $stack))
    (v128.store (local.get $end) (i8x16.splat (i32.const 0)))
    (v128.store offset=16 (local.get $end) (i8x16.splat (i32.const 0)))
    (local.set $p (call $skip (i32.add (local.get $from) (i32.const 1)) (local.get $end)))
    (if (i32.and (i32.lt_u (local.get $p) (local.get $end)) (i32.eq (i32.load8_u (local.get $p)) (i32.const 125))) (then (return (local.get $list))))
    (block $cut
      (loop $member
        (br_if $cut (i32.ge_u (local.get $p) (local.get $end)))
        (if (local.get $array)
          (then (local.set $child (i32.load offset=4 (local.get $node))))
          (else
            (br_if $cut (i32.ne (i32.load8_u (local.get $p)) (i32.const 34)))
            (local.set $start (i32.add (local.get $p) (i32.const 1)))
            (local.set $v (v128.load (local.get $start)))
            (local.set $stops (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (local.get $quote)) (i8x16.eq (local.get $v) (local.get $backslash)))))
            (local.set $p (i32.add (local.get $start) (i32.ctz (local.get $stops))))
            ;; Most strings end in their first 16 bytes; what is longer or escaped is for the loop. Behind the end there is no quote.
            (if (i32.or (i32.eqz (local.get $stops)) (i32.ne (i32.load8_u (local.get $p)) (i32.const 34))) (then
              (local.set $p (call $string (select (local.get $p) (i32.add (local.get $start) (i32.const 16)) (i32.ne (local.get $stops) (i32.const 0))) (local.get $end)))
              (br_if $cut (i32.eqz (local.get $p)))))
            (local.set $length (i32.sub (local.get $p) (local.get $start)))
            ;; As hash does, written out: V8 calls functions of WebAssembly, it does not inline them.
            (local.set $slots (i32.load offset=8 (local.get $node)))
            (local.set $slot (select (i32.const 0) (i32.wrap_i64 (i64.shr_u (i64.mul
              (i64.add
                (i64.shr_u (i64.load (i32.sub (local.get $p) (i32.const 8))) (i64.extend_i32_u (select (i32.const 0) (i32.sub (i32.const 64) (i32.shl (local.get $length) (i32.const 3))) (i32.ge_u (local.get $length) (i32.const 8)))))
                (i64.mul (i64.load (select (local.get $start) (i32.const 0) (i32.gt_u (local.get $length) (i32.const 8)))) (i64.const 0x9e3779b97f4a7c15)))
              (i64.const 0xff51afd7ed558ccd)) (i64.const 40))) (i32.eqz (local.get $length))))
            (block $found
              (loop $probe
                (local.set $slot (i32.and (local.get $slot) (i32.load offset=12 (local.get $node))))
                (local.set $child (i32.load (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 2)))))
                (br_if $found (i32.eqz (local.get $child)))
                (if (i32.eq (i32.load offset=16 (local.get $child)) (local.get $length)) (then
                  (local.set $c (i32.const 0))
                  (loop $same
                    (local.set $stops (i32.sub (local.get $length) (local.get $c)))
                    (local.set $kind (i8x16.bitmask (i8x16.eq (v128.load (i32.add (local.get $start) (local.get $c))) (v128.load offset=32 (i32.add (local.get $child) (local.get $c))))))
                    (if (i32.le_u (local.get $stops) (i32.const 16))
                      (then (br_if $found (i32.eq (i32.or (local.get $kind) (i32.shl (i32.const -1) (local.get $stops))) (i32.const -1))))
                      (else
                        (local.set $c (i32.add (local.get $c) (i32.const 16)))
                        (br_if $same (i32.eq (local.get $kind) (i32.const 65535))))))))
                (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
                (br $probe)))
            (if (i32.eqz (local.get $child)) (then
              (if (i32.load offset=20 (local.get $node)) (then (return (i32.add (local.get $list) (i32.const 2)))))))
            (local.set $p (i32.add (local.get $p) (i32.const 1)))
            (if (i32.le_u (i32.load8_u (local.get $p)) (i32.const 32)) (then (local.set $p (call $skip (local.get $p) (local.get $end)))))
            (br_if $cut (i32.or (i32.ge_u (local.get $p) (local.get $end)) (i32.ne (i32.load8_u (local.get $p)) (i32.const 58))))
            (local.set $p (i32.add (local.get $p) (i32.const 1)))
            (if (i32.le_u (i32.load8_u (local.get $p)) (i32.const 32)) (then (local.set $p (call $skip (local.get $p) (local.get $end)))))
            (br_if $cut (i32.ge_u (local.get $p) (local.get $end)))))
        (block $told
          (block $value
            (local.set $c (i32.load8_u (local.get $p)))
            (if (i32.eq (local.get $c) (i32.const 34)) (then
              (local.set $start (i32.add (local.get $p) (i32.const 1)))
              (local.set $v (v128.load (local.get $start)))
              (local.set $stops (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (local.get $quote)) (i8x16.eq (local.get $v) (local.get $backslash)))))
              (local.set $to (i32.add (local.get $start) (i32.ctz (local.get $stops))))
              (if (i32.or (i32.eqz (local.get $stops)) (i32.ne (i32.load8_u (local.get $to)) (i32.const 34))) (then
                (local.set $to (call $string (select (local.get $to) (i32.add (local.get $start) (i32.const 16)) (i32.ne (local.get $stops) (i32.const 0))) (local.get $end)))
                (br_if $cut (i32.eqz (local.get $to)))))
              (local.set $kind (i32.const 0))
              (local.set $p (i32.add (local.get $to) (i32.const 1)))
              (br $value)))
            ;; "{" is 123 and "[" 91.
            (if (i32.eq (i32.or (local.get $c) (i32.const 32)) (i32.const 123)) (then
              (local.set $start (local.get $p))
              (local.set $kind (select (i32.const 2) (i32.const 3) (i32.eq (local.get $c) (i32.const 123))))
              (if (local.get $child) (then
                (if (i32.load (i32.add (local.get $child) (select (i32.const 8) (i32.const 4) (i32.eq (local.get $c) (i32.const 123))))) (then
                  (i32.store (local.get $stack) (local.get $node))
                  (i32.store offset=4 (local.get $stack) (local.get $start))
                  (i32.store offset=8 (local.get $stack) (local.get $index))
                  (i32.store offset=12 (local.get $stack) (local.get $array))
                  (local.set $stack (i32.add (local.get $stack) (i32.const 16)))
                  (local.set $node (local.get $child))
                  (local.set $array (i32.eq (local.get $c) (i32.const 91)))
                  (if (local.get $array) (then (local.set $index (i32.const 0))))
                  (local.set $p (i32.add (local.get $p) (i32.const 1)))
                  (if (i32.le_u (i32.load8_u (local.get $p)) (i32.const 32)) (then (local.set $p (call $skip (local.get $p) (local.get $end)))))
                  ;; "}" and "]" are two behind what opens.
                  (br_if $told (i32.eq (i32.load8_u (local.get $p)) (i32.add (local.get $c) (i32.const 2))))
                  (br $member)))))
              (local.set $to (call $nested (local.get $p) (local.get $end)))
              (br_if $cut (i32.eqz (local.get $to)))
              (local.set $p (local.get $to))
              (br $value)))
            ;; A number or a word ends at "," or "}" or "]", or where a blank stands or what is none of JSON's.
            (local.set $start (local.get $p))
            (loop $more
              (local.set $v (v128.load (local.get $p)))
              (local.set $w (v128.or (local.get $v) (i8x16.splat (i32.const 32))))
              (local.set $stops (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 44))) (v128.or (i8x16.eq (local.get $w) (i8x16.splat (i32.const 125))) (i8x16.le_u (local.get $v) (i8x16.splat (i32.const 32)))))))
              (if (i32.eqz (local.get $stops)) (then (local.set $p (i32.add (local.get $p) (i32.const 16))) (br $more))))
            (local.set $to (i32.add (local.get $p) (i32.ctz (local.get $stops))))
            (br_if $cut (i32.or (i32.eq (local.get $to) (local.get $start)) (i32.ge_u (local.get $to) (local.get $end))))
            (local.set $kind (i32.const 1))
            (local.set $p (local.get $to))
            ;; "null" says nothing.
            (br_if $told (i32.and (i32.eq (local.get $c) (i32.const 110)) (i32.eq (i32.sub (local.get $to) (local.get $start)) (i32.const 4)))))
          (br_if $told (i32.eqz (local.get $child)))
          (br_if $told (i32.eqz (i32.load (local.get $child))))
          (i32.store (local.get $list) (i32.load (local.get $child)))
          (i32.store offset=4 (local.get $list) (local.get $start))
          (i32.store offset=8 (local.get $list) (local.get $to))
          (i32.store offset=12 (local.get $list) (local.get $kind))
          (i32.store offset=16 (local.get $list) (local.get $index))
          (local.set $list (i32.add (local.get $list) (i32.const 20))))
        (loop $after
          (if (i32.le_u (i32.load8_u (local.get $p)) (i32.const 32)) (then (local.set $p (call $skip (local.get $p) (local.get $end)))))
          (br_if $cut (i32.ge_u (local.get $p) (local.get $end)))
          (local.set $c (i32.load8_u (local.get $p)))
          (local.set $p (i32.add (local.get $p) (i32.const 1)))
          (if (i32.eq (local.get $c) (i32.const 44)) (then
            (local.set $index (i32.add (local.get $index) (local.get $array)))
            (if (i32.le_u (i32.load8_u (local.get $p)) (i32.const 32)) (then (local.set $p (call $skip (local.get $p) (local.get $end)))))
            (br $member)))
          (br_if $cut (i32.ne (local.get $c) (select (i32.const 93) (i32.const 125) (local.get $array))))
          (if (i32.eq (local.get $stack) (local.get $bottom)) (then (return (local.get $list))))
          (local.set $stack (i32.sub (local.get $stack) (i32.const 16)))
          (local.set $kind (i32.add (i32.const 2) (local.get $array)))
          (local.set $index (i32.load offset=8 (local.get $stack)))
          (local.set $array (i32.load offset=12 (local.get $stack)))
          (if (i32.load (local.get $node)) (then
            (i32.store (local.get $list) (i32.load (local.get $node)))
            (i32.store offset=4 (local.get $list) (i32.load offset=4 (local.get $stack)))
            (i32.store offset=8 (local.get $list) (local.get $p))
            (i32.store offset=12 (local.get $list) (local.get $kind))
            (i32.store offset=16 (local.get $list) (local.get $index))
            (local.set $list (i32.add (local.get $list) (i32.const 20)))))
          (local.set $node (i32.load (local.get $stack)))
          (br $after))))
    (i32.add (local.get $list) (i32.const 1))))
