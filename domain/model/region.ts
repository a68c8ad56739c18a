// Where regions of clouds lie: a place a person knows and its longitude, so that a list can go from west
// to east. Names of places as the providers publish them; longitudes are of those places, to a degree.

export interface RegionPlace {
  readonly place: string
  /** Degrees east; west is negative. */
  readonly longitude: number
}

const aws: Readonly<Record<string, readonly [string, number]>> = {
  'af-south-1': ['Cape Town', 18],
  'ap-east-1': ['Hong Kong', 114],
  'ap-east-2': ['Taipei', 122],
  'ap-northeast-1': ['Tokyo', 140],
  'ap-northeast-2': ['Seoul', 127],
  'ap-northeast-3': ['Osaka', 135],
  'ap-south-1': ['Mumbai', 73],
  'ap-south-2': ['Hyderabad', 78],
  'ap-southeast-1': ['Singapore', 104],
  'ap-southeast-2': ['Sydney', 151],
  'ap-southeast-3': ['Jakarta', 107],
  'ap-southeast-4': ['Melbourne', 145],
  'ap-southeast-5': ['Malaysia', 102],
  'ap-southeast-6': ['New Zealand', 175],
  'ap-southeast-7': ['Thailand', 101],
  'ca-central-1': ['Montréal', -74],
  'ca-west-1': ['Calgary', -114],
  'cn-north-1': ['Beijing', 116],
  'cn-northwest-1': ['Ningxia', 106],
  'eu-central-1': ['Frankfurt', 9],
  'eu-central-2': ['Zurich', 8],
  'eu-north-1': ['Stockholm', 18],
  'eu-south-1': ['Milan', 9],
  'eu-south-2': ['Spain', -1],
  'eu-west-1': ['Ireland', -6],
  'eu-west-2': ['London', 0],
  'eu-west-3': ['Paris', 2],
  'eusc-de-east-1': ['Brandenburg', 13],
  'il-central-1': ['Tel Aviv', 35],
  'me-central-1': ['UAE', 54],
  'me-south-1': ['Bahrain', 51],
  'mx-central-1': ['Mexico', -100],
  'sa-east-1': ['São Paulo', -47],
  'us-east-1': ['N. Virginia', -77],
  'us-east-2': ['Ohio', -83],
  'us-gov-east-1': ['US Gov East', -82],
  'us-gov-west-1': ['US Gov West', -121],
  'us-west-1': ['N. California', -122],
  'us-west-2': ['Oregon', -120],
}

const googleCloud: Readonly<Record<string, readonly [string, number]>> = {
  'asia-east1': ['Taiwan', 121],
  'asia-northeast1': ['Tokyo', 140],
  'asia-south1': ['Mumbai', 73],
  'asia-southeast1': ['Singapore', 104],
  'australia-southeast1': ['Sydney', 151],
  'europe-north1': ['Finland', 27],
  'europe-west1': ['Belgium', 4],
  'europe-west2': ['London', 0],
  'europe-west3': ['Frankfurt', 9],
  'europe-west4': ['Netherlands', 7],
  'northamerica-northeast1': ['Montréal', -74],
  'southamerica-east1': ['São Paulo', -47],
  'us-central1': ['Iowa', -96],
  'us-east1': ['South Carolina', -80],
  'us-east4': ['N. Virginia', -77],
  'us-west1': ['Oregon', -121],
}

const azure: Readonly<Record<string, readonly [string, number]>> = {
  australiaeast: ['New South Wales', 151],
  brazilsouth: ['São Paulo', -47],
  canadacentral: ['Toronto', -79],
  centralindia: ['Pune', 74],
  centralus: ['Iowa', -94],
  eastus: ['Virginia', -79],
  eastus2: ['Virginia', -78],
  germanywestcentral: ['Frankfurt', 9],
  japaneast: ['Tokyo', 140],
  northeurope: ['Ireland', -6],
  southeastasia: ['Singapore', 104],
  swedencentral: ['Gävle', 17],
  uksouth: ['London', 0],
  westeurope: ['Netherlands', 5],
  westus2: ['Washington', -120],
  westus3: ['Arizona', -112],
}

const places = new Map([...Object.entries(aws), ...Object.entries(googleCloud), ...Object.entries(azure)])

/** Null for a region nobody told us about: it is listed by its own name, after the others. */
export function placeOfRegion(region: string): RegionPlace | null {
  const [place, longitude] = places.get(region) ?? []
  return place === undefined || longitude === undefined ? null : { place, longitude }
}

/** West to east; regions of no known place after them, by name. */
export function fromWestToEast(left: string, right: string): number {
  const longitude = (region: string): number => placeOfRegion(region)?.longitude ?? Number.POSITIVE_INFINITY
  const [west, east] = [longitude(left), longitude(right)]
  return west === east ? left.localeCompare(right, 'en') : west - east
}
