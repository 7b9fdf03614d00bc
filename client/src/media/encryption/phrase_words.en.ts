// The English words of the phrase by which people check that nobody listens in between. Plain and short, easy to hear apart,
// and none that could hurt in a therapy group. The order is part of the protocol: a changed list changes every phrase.
const WORDS = `
acorn active address adult advice afloat air airport album almond alphabet amazing amber ample anchor angel
animal ankle answer antique apart apple apron arch arctic area arena arrow artist ash aside asleep atlas attic
aunt author autograph autumn avenue awake award backpack bacon badge badger bagel baker balance balcony ballet
balloon bamboo banana band banjo banner barley barn basil basin basket bath bay beach beacon bead bearded beaver
bedroom beetle begin bell belt bench berry bicycle birch bird birthday biscuit bison blanket blend bloom blossom
blouse blue boat bolt bonnet bonus book bookcase boots border bottom boulder bouquet bow bowl box bracelet braid
branch brave bread breeze brick bright bring broad broccoli bronze brook broom brother brown brush bubble bucket
buckle budget buffalo builder bulb bumper bundle bunny burger bus butter butterfly button buzz cabbage cabin
cabinet cactus cake calendar calm camel camera camp canal candle candy canoe canvas canyon captain caravan
carbon card carpet carriage carrot cashew castle cat cave cedar ceiling celery cello cement center chain chair
chalk chapel chapter chat cheese chef cherry chess chest chicken child chimney chin choose chop chorus cinema
cinnamon circle circus citrus city clap clarinet clay clean clear clever climb clock close cloth cloud clover
coach coast coaster coat cobweb cocoa coconut coffee coin collar collect color comet comic compass concert
cookie copper copy coral corner cosmos cottage cotton couch count country cousin cover cow crab cradle crafts
crane crayon cream creek cricket crisp crocus crop crow crown cube cuckoo cucumber cup curious curtain curve
cushion cycle cyclist daily dainty daisy dance dawn decade deep degree delta denim desert design desk detail dew
diagram dial diamond dinner dinosaur diploma dock doctor doll dolphin domino donkey doodle door double dove
dozen dragon drawing dream dress driver drum duck dune dust eagle early earth easel east easy echo edge editor
egg elastic elbow elephant elevator elm ember emerald engine envelope evening event example explore express
eyebrow fabric fairy falcon family famous fancy farmer father favorite fawn feather fence fern ferry festival
fiddle field fig film finch finger finish fireplace firm fish flag flame flannel flash flat flint float flock
floor flow fluffy flute fly foam fog fold folder follow foot forest forever fork fortune forward fountain fox
frame freckle free freezer fresh friend friendly frog front frost fruit fun funnel gallery game garage garden
garlic gate gather geese general genius genre gentle giant ginger giraffe glacier glad glass glide globe glove
glow goat gold goose grand grape gravel green grey grocery group grow guest guide guitar guitarist gull gym
habit half hall hamster hand handle happy harbor harmony harp harvest hat hawk hazel hazelnut head heart hedge
hello helmet help herb hero herring hike hill hinge hint hippo hobby holiday hollow home honest honey hood hook
hop hope horizon horn horse hotel house hum humble iceberg icicle icon idea igloo image inch index indigo ink
inner insect inside invite iris iron island item ivory ivy jacket jaguar jam jar jasmine jazz jelly jewel jigsaw
join joke jolly journal journey joy judge juice jump jumper jungle juniper kangaroo kayak kernel kettle key
kitchen kite kitten kiwi kneel koala koi label lace ladder lagoon lake lamb lamp land lantern laptop laugh
laundry lava lavender lawn layer leaf learn leather lemon lemonade lentil leopard lesson letter lettuce level
library lid lift lighthouse lilac lily lime linen lion listen little lively lizard llama lobster local lock logo
lotus lovely loyal lucky luggage lullaby lunar lunch machine magic magnet magpie many map maple marble margin
market maroon mask mat math mayor meadow measure mellow melody melon memory menu metal meteor method middle
midnight milk mill mineral minute mirror mitten mix model modern moment monkey month moon moose morning mosaic
moss mother motion motor mountain mouse mouth move movie muffin museum mushroom music mustard napkin narrow
nature navy near neat nectar neighbor nephew nest net nice nickel night noble noodle noon normal north note
notebook novel nutmeg oak oasis oat oatmeal ocean octopus offer office olive omelet onion onyx opal open opera
orange orbit orchard orchid organ origami original ostrich otter outdoor outside oval oven owl oxygen oyster
pace package paddle page paint palace palm pancake panda panther papaya paper parade parcel parent park parrot
parsley part pass pasta patch path patio pattern peach peacock peak peanut pearl pebble pelican pen pencil
penguin people pepper perfect perfume person phone photo piano picnic picture pigeon pillow pilot pine pink
pitch pizza place planet plant plaster plate play plaza plenty plum pocket poem poet point polar polite pond
pony popcorn porch portrait postcard potato pottery pouch pretzel prince prism prize pudding puddle pumpkin
puppet puppy purple purse puzzle pyramid quarter quartz queen quest quick quiet quill quilt quince rabbit
raccoon radio radish raft railway rainbow raisin raspberry raven recipe record rectangle reef reindeer repair
restaurant ribbon rice river road robin robot rocket roof rooster root rose round royal ruby rug ruler runner
saddle safari saffron sailor salad salmon salt sand sandal sapphire satin sauce scarf school science scooter
screen seal season seed sesame shadow shampoo sheep shelf shell shepherd shirt shoe shore shoulder shower silk
silver singer sister skirt sky sled sleeve slipper snail snow soap soccer sock sofa soil solar song soup south
spark sparrow spice spinach spiral sponge spoon spring square squirrel stable stadium stage stamp star station
statue steam steel stem step stereo stone store stork story stove strawberry stream street string studio sugar
suitcase summer sun sunset surf swallow swan sweater swing syrup table tailor tango tape tapestry taxi teacher
teapot teddy telescope temple tennis tent terrace theater thermos thimble thistle thunder ticket tiger timber
tin toast toaster today toe tomato topaz torch tortoise tower toy tractor trailer train tray treasure tree
triangle trolley trumpet trunk tuba tulip tuna tunnel turnip turquoise turtle tutor twig umbrella uncle unicorn
uniform universe valley vanilla vase velvet vest village vinegar violet violin visitor voice volcano volley
wagon waiter wallet walnut walrus waltz warm washer water wave wax west whale wheel whistle white willow window
winter wisdom wolf wonder wood wool world wren wrist writer yacht yard yarn year yellow yogurt zebra zigzag zinc
zipper zoo
`;

export const words: readonly string[] = WORDS.trim().split(/\s+/);
