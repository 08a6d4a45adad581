//go:build unix

package prompt

// What a person sees of the question that shapes asks.
const (
	first80 = `
A line before.
? What will the product mostly be on day 90?
  Arrows move, Enter takes, ? explains
  CMS or blog
  SaaS with many tenants and an admin
  Marketplace or shop
  Internal tool
  Public website
  API for an app or a frontend
  Realtime service
  Model behind an API
  Data pipeline
  Agent or assistant backend
  Integration between systems
  Prototype
  An existing Django project
  An existing FastAPI project
> Not sure: ask me more
  A few questions about the product decide.
`
	explained80 = `
A line before.
? What will the product mostly be on day 90?
  Think of what most users do most of the time. When two answers fit, take the
  one that is harder to change later.
  Arrows move, Enter takes
  CMS or blog
> SaaS with many tenants and an admin
  Marketplace or shop
  Internal tool
  Public website
  API for an app or a frontend
  Realtime service
  Model behind an API
  Data pipeline
  Agent or assistant backend
  Integration between systems
  Prototype
  An existing Django project
  An existing FastAPI project
  Not sure: ask me more
  Companies sign up, pay, invite people and are kept apart from each other.
`
	first40 = `
A line before.
? What will the product mostly be on
  day 90?
  Arrows move, Enter takes, ? explains
  CMS or blog
  SaaS with many tenants and an admin
  Marketplace or shop
  Internal tool
  Public website
  API for an app or a frontend
  Realtime service
  Model behind an API
  Data pipeline
  Agent or assistant backend
  Integration between systems
  Prototype
  An existing Django project
  An existing FastAPI project
> Not sure: ask me more
  A few questions about the product
  decide.
`
	// The terminal is full: one line less of the list, and the line before is gone.
	explained40 = `
? What will the product mostly be on
  day 90?
  Think of what most users do most of
  the time. When two answers fit, take
  the one that is harder to change
  later.
  Arrows move, Enter takes
  CMS or blog
> SaaS with many tenants and an admin
  Marketplace or shop
  Internal tool
  Public website
  API for an app or a frontend
  Realtime service
  Model behind an API
  Data pipeline
  Agent or assistant backend
  Integration between systems
  Prototype
  An existing Django project
  An existing FastAPI project
  Companies sign up, pay, invite people
  and are kept apart from each other.
`
)
