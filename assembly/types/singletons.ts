/** None, NotImplemented and Ellipsis with their types (Objects/object.c, Objects/sliceobject.c). */

export function initSingletonTypes(): void {
  unreachable();
}
