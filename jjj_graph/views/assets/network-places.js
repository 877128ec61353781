// Where marks stand when the picture is not the whole network: rings around one entity, groups pushed apart for the members of
// an open one, columns along a way. Positions of the whole network and of groups come with the page.
"use strict";
const places = (() => {
  const APART = 92; // as in layout.py
  const STRETCH = 1.45; // labels are wide

  /** Rings around a centre: `levels` are lists of ids by how many steps away they are; `parent` says from whom they were met. */
  function rings(centre, levels, parent) {
    const at = new Map([[centre, { x: 0, y: 0 }]]);
    const angle = new Map([[centre, 0]]);
    let radius = 0;
    for (const level of levels) {
      const ordered = [...level].sort((a, b) => angle.get(parent.get(a)) - angle.get(parent.get(b)));
      let done = 0;
      radius += APART * 0.7;
      while (done < ordered.length) {
        radius += APART * (done ? 0.85 : 1.1);
        // a level that needs several rings is dealt out to them evenly, so that all rings are about as dense
        const room = Math.max(6, Math.floor((2 * Math.PI * radius) / (APART * 0.95)));
        const ring = ordered.slice(done, done + room);
        ring.forEach((id, i) => {
          const turn = -Math.PI / 2 + (2 * Math.PI * (i + (done ? 0.5 : 0))) / ring.length;
          angle.set(id, turn);
          at.set(id, { x: Math.round(Math.cos(turn) * radius * STRETCH), y: Math.round(Math.sin(turn) * radius) });
        });
        done += ring.length;
      }
    }
    return at;
  }

  /** Groups and the members of those that are open: a member's place in a disc, and the others pushed out to make room for it. */
  function discs(groups, opened) {
    const at = new Map([...groups.values()].map((group) => [group.id, { x: group.x, y: group.y }]));
    const members = new Map();
    for (const [id, list] of opened) {
      const centre = { ...at.get(id) };
      const radius = APART * 0.55 * Math.sqrt(list.length) + APART * 0.6;
      for (const [other, place] of at) {
        if (other === id) continue;
        const [dx, dy] = [(place.x - centre.x) / STRETCH, place.y - centre.y];
        const distance = Math.hypot(dx, dy) || 1;
        const further = Math.sqrt(distance ** 2 + radius ** 2) / distance; // of a plane one disc is cut out, nothing is folded
        at.set(other, { x: centre.x + dx * further * STRETCH, y: centre.y + dy * further });
      }
    }
    for (const [id, list] of opened) {
      const centre = at.get(id);
      list.forEach((member, i) => {
        const [reach, turn] = [APART * 0.55 * Math.sqrt(i + 0.3), i * 2.399963];
        members.set(member, { x: Math.round(centre.x + Math.cos(turn) * reach * STRETCH), y: Math.round(centre.y + Math.sin(turn) * reach) });
      });
    }
    return { groups: at, members };
  }

  /** Ways from left to right, a column for each step. */
  function columns(ways) {
    const at = new Map();
    const steps = ways[0].map((_, step) => [...new Set(ways.map((way) => way[step]))]);
    steps.forEach((column, x) => column.forEach((id, y) => at.set(id, { x: x * APART * 2.4, y: (y - (column.length - 1) / 2) * APART })));
    return at;
  }
  return { rings, discs, columns };
})();
