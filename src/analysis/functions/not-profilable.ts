/** Messages of `list` and the editor that say why a function cannot be profiled and what to do. */
export const notProfilable = {
  nested: (outer: string | null) =>
    outer === null
      ? 'defined inside another function, out of reach for a worker: move it to module level and pass what it captures as parameters'
      : `defined inside ${outer}, out of reach for a worker: move it to module level and pass what it captures as parameters`,
  inBlock: 'defined inside a block, out of reach for a worker: move it to module level',
  instanceMethod:
    'an instance method needs its object, and objects lose their class on the way to a worker: make it static, or a function that takes the data it needs',
  accessor: 'a getter or setter takes no inputs: move its work to a function and profile that',
  construct:
    'a constructor makes an object whose class is lost on the way back from a worker: profile a function that creates and uses it',
  generator:
    'returns a generator, which cannot be sent between workers: profile a function that collects the values into an array',
  needsThis:
    'its this parameter needs an object, and a worker calls it without one: take the object as an ordinary parameter',
  overload: (line: number) => `an overload signature without a body: the implementation is at line ${line}`,
  declared: 'only declared here: profile it in the file that has its body',
  abstract: 'abstract, without a body: profile an implementation',
  privateName: 'a #private method can be reached only inside its class: make it a module-level function',
  computedName: 'its name is computed at run time: give it a plain name',
  unnamed: (what: 'class' | 'object') =>
    `the ${what} around it has no name to reach it by: assign the ${what} to a module-level const`,
  notExportedFromNamespace: (namespace: string) =>
    `out of reach outside namespace ${namespace}: export it from the namespace or move it to module level`,
} as const;
