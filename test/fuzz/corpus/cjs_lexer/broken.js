exports.a = `${ { [ ( ] } 'x
